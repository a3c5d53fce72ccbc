concern-said = The citizen's words
concern-steps = What can be done
concern-steps-other = Other actions
concern-steps-none = There is no step that you can take here at present.
concern-facts = Where it stands
concern-state = State
concern-outcome = Outcome
concern-turn = Turn
concern-due = Until
concern-promised = Promised to the citizen
concern-sector = Sector
concern-programs = Program
concern-programs-note = Not a decision; the program's provider decides.
concern-opened = Brought
concern-closed = Ended
concern-reopened = Opened again
concern-reopened-times = { $n } times
concern-extended = More time taken
concern-clock = Our clock
concern-chain = Decisions still needed
concern-urgent = Urgent
concern-restricted = Restricted
concern-referrals = Referrals
concern-sent-on = sent { $day }
concern-answered-on = answered { $day }
concern-answered-on-behalf = answer recorded by an officer on the institution's behalf
concern-sent-words = What was sent
concern-answer-words = The institution's answer
concern-history = What happened to this need
concern-history-none = No step has been taken since this need was written down.

# A refusal that can be printed.
concern-declined-title = Cannot be given at present
concern-declined-by-institution = { $institution } cannot accept it yet
concern-declined-reason = The reason
concern-declined-appeal = If you do not agree
concern-declined-else = What else may help
concern-declined-print = Print for the citizen
concern-declined-contact = Whom to ask
concern-declined-greeting = We have looked into this need.

# General errors above a form.
step-error-title = Not saved yet
step-changed-title = A colleague was faster
step-changed = { $who } has just done this: { $what }. The state now: { $state }. What you typed was not sent and is still below.
step-changed-unknown = This need has just changed. The state now: { $state }. What you typed was not sent and is still below.
step-changed-look = See how it stands now
step-changed-again = If the step is still needed, check what you typed below and send it again.
step-gone-title = This step is not needed any more
step-gone = The step "{ $verb }" cannot be taken in the present state: { $state }.
step-somebody = Somebody
step-cancel = Cancel
step-optional = may be left empty
step-when = Did it happen on another day?
step-when-day = Day of the event
step-when-hint = Leave it empty for today. More than { $days } days back needs a reason.
step-when-reason = Why it is entered later
step-choose = Choose
step-other-programs = Other programs
step-other-institutions = Other institutions
step-other-documents = Other papers

step-verify-title = Result of the check
step-verify-lead = Compare with the registry and SIKS-NG/DTSEN. Details of what was seen are recorded on the family's page; here the result is enough.
step-verify-result = What is the result?
step-verify-words = Note

step-request-visit-title = Ask for a home visit
step-request-visit-lead = Visiting officers of this village will see it in their tasks. Where there are none, this office goes itself.
step-request-visit-words = What should be looked at?

step-record-visit-title = Record the visit
step-record-visit-lead = Write what was seen, not conclusions. Photos are added under Papers on the service's page.
step-record-visit-result = What was found?
step-record-visit-words = What was seen?

step-ask-documents-title = Ask the citizen for papers
step-ask-documents-lead = Ask only for what is really needed. Our own clock stands still while we wait; the citizen sees this on the status page.
step-ask-documents-documents = Which papers?
step-ask-documents-words = Explanation for the citizen

step-receive-documents-title = Papers received
step-receive-documents-lead = Photos of papers, if any, are added under Papers on the service's page. Originals go back at once.
step-receive-documents-documents = What has come
step-receive-documents-form = How was it presented?
step-receive-documents-words = Note

step-serve-title = Help on the spot
step-serve-lead = For help or an explanation that ends at this office, without a referral.
step-serve-result = What was given?
step-serve-words = What was done or explained?
step-serve-program = From which program, if any?

step-extend-title = Take more time
step-extend-lead = Once only, and before the promised day has passed. The citizen reads the new day on their status page; tell them yourself as well.
step-extend-reason = Why does it take longer?
step-extend-reason-moves = What the citizen was promised moves from { $before } to { $day }.
step-extend-words = Explanation
step-escalate-title = Pass to the office above
step-escalate-lead = When this office cannot handle it alone. The need moves to the tasks of the office above; you can still see it.
step-escalate-words = Why must it be passed up?

step-wait-title = Wait for the national level or quota
step-wait-lead = Our own clock stands still while we wait, but the total wait stays visible. On the day that you write it comes back to your tasks.
step-wait-result = Waiting for what?
step-wait-reason = Which national body?
step-wait-next-look = When do we look again?
step-wait-system = In which system was it submitted?
step-wait-external-number = Number there
step-wait-submitted-on = Day of submission
step-wait-words = Note

step-resume-title = Go on
step-resume-lead = There is news of what we waited for. The need comes back to the office's tasks.
step-resume-words = What is the news?

step-note-title = Add a note
step-note-lead = Notes are seen by the officers who handle this, not by the citizen. The state does not change.
step-note-words = Note

step-reclassify-title = Change the kind of need
step-reclassify-lead = Is it another need after all, an urgent one, or one to be protected? Change it here. What was recommended or approved for the old kind falls away; the promised day does not move back.
step-reclassify-kind = Kind of need
step-reclassify-is = Nature
step-reclassify-is-urgent = Urgent
step-reclassify-is-urgent-hint = In care, with an appointment, or in danger.
step-reclassify-is-restricted = Protected
step-reclassify-is-restricted-hint = Violence, children, HIV, or something else that is dangerous when others know. Only named officers see it.
step-reclassify-words = Reason
step-note-number-title = Note a number in another system
step-note-number-lead = A SIKS-NG proposal, a LAPOR! number or a BPJS number, for instance. Note it again when its status there changes.
step-note-number-system = System
step-note-number-external-number = Number
step-note-number-submitted-on = Day of submission
step-note-number-checked-on = Last looked at
step-note-number-status = Status seen there

step-recommend-title = Recommend
step-recommend-lead = Choose the programs that you think fit. This is a proposal, not a decision: quota and the final word stay with the program's provider.
step-recommend-programs = Which program?
step-recommend-words = Why does it fit?

step-decide-title = Decide the recommendation
step-decide-lead = You decide as { $role }.
step-decide-lead-acting = You decide as { $acting } { $role }.
step-decide-result = Your decision
step-decide-result-missing = Choose the decision first.
step-decide-result-approve-hint = Goes to the next step: { $next }.
step-decide-result-approve-last = This is the last decision. After it the office passes it to the program's provider.
step-decide-result-return-hint = The office improves it and submits it again. The citizen need not start again.
step-decide-result-decline-hint = The citizen gets the reason, the way to object, and what else may help.
step-decide-reason-return = What must be improved?
step-decide-reason-decline = Why can it not be approved?
step-decide-words = Note
step-decide-dossier = What is proposed
step-decide-by = Proposed by
step-decide-programs = Program
step-decide-why = The reason
step-decide-chain = Steps of decision
step-decide-checked = Result of the check

step-refer-title = Refer to an institution
step-refer-lead = The institution sees the citizen's name, age and address, this need, its papers and the note below. NIK, family card and telephone numbers are masked: they are opened only where needed, and each time is recorded. It sees nothing else.
step-refer-institution = To which institution?
step-refer-institution-hint = answers by { $day }
step-refer-institution-beyond = answers by { $day }, after the day promised to the citizen
step-refer-promise-beyond = Some institutions may answer after that day. If you refer to one of them, ask by telephone for an answer sooner, or tell the citizen now that the result may come later.
step-refer-promise-passed = That day has passed. Tell the citizen by when the institution will answer, and ask for an answer sooner.
step-resubmit-promise-beyond = The institution may answer until { $day }, after that day. Ask by telephone for an answer sooner, or tell the citizen now that the result may come later.
step-refer-institution-none = There is no active institution for this sector yet. Ask the administrator to add one.
step-refer-program = For which program?
step-refer-program-none = Not for one program
step-refer-consent-read = Read to the citizen: "To get you help, we will send your details (name, address, telephone, NIK, family card number) and the papers for this need to that institution. They may use them for this need only. You may say no; our other services stay open to you. Do you agree?"
step-refer-consent = The citizen agrees
step-refer-words = What the institution should know
step-refer-named = The institution's officer who will know
step-refer-named-hint = This service is restricted: only the officer chosen will see it.
step-refer-named-none = No officer is registered at an institution that may receive restricted services.

step-answer-title = Answer the referral
step-answer-lead = Your answer is seen at once by the office that sent it and, in general words, by the citizen.
step-answer-result = Answer
step-answer-result-accepted-hint = Your institution will handle it.
step-answer-result-more-asked-hint = Say which papers or facts are missing.
step-answer-result-declined-hint = The office looks for another way for the citizen.
step-answer-result-given-hint = Help has reached the citizen.
step-answer-result-not-given-hint = Help will not be given after all.
step-answer-reason = The reason
step-answer-words-given = What was given?
step-answer-given-on = When?
step-answer-words-more = What is missing?
step-answer-documents = Papers asked for
step-answer-words = Note for the office
step-answer-other-answers = Other answers
step-answer-other-ends = Is there an outcome already?
step-answer-need = Need
step-answer-sent = Sent
step-answer-outcome-title = Record the outcome

step-answer-on-behalf-title = Record the institution's answer
step-answer-on-behalf-lead = For an answer of { $institution } that came by telephone, letter, message or in a meeting. Counted apart from the institution's own answers.
step-answer-on-behalf-on-behalf-who = Who answered (name and post)?
step-answer-on-behalf-on-behalf-channel = How did it come?
step-answer-on-behalf-on-behalf-day = Day of the answer
step-answer-on-behalf-evidence = Evidence
step-answer-on-behalf-evidence-hint = A letter or a screenshot, if it was added under Papers.
step-answer-on-behalf-evidence-none = No paper
step-answer-on-behalf-result = What is the answer?

step-resubmit-title = Send again to the institution
step-resubmit-lead = Make sure that what was asked for was added under Papers.
step-resubmit-asked = What the institution asks for
step-resubmit-words = Note for the institution

step-take-back-title = Take the referral back
step-take-back-lead = This need comes back to the office and can be sent to another institution. The former one can no longer answer.
step-take-back-reason = Why is it taken back?
step-take-back-reason-hint = Choose a reason, or write your own below.
step-take-back-words = Explanation

step-withdraw-recommendation-title = Take the recommendation back
step-withdraw-recommendation-lead = To change it, or where nobody is there to decide. This need comes back to the office.
step-withdraw-recommendation-words = Why is it taken back?

step-decline-title = Conditions not met
step-decline-lead = This need ends. The citizen reads the reason, how to object, and what else may help.
step-decline-reason = Why is it not possible?
step-decline-words = Note

step-confirm-title = The citizen's word
step-confirm-lead = Write what the citizen said. Only this word makes a service count as helped.
step-confirm-lead-new = Recorded. Has the citizen said that help came?
step-confirm-later = Not yet, ask later
step-confirm-result = What does the citizen say?
step-confirm-result-helped-hint = This need ends.
step-confirm-result-partly-hint = This need is opened again for the rest.
step-confirm-result-not-helped-hint = This need is opened again.
step-confirm-by = How did the word come?
step-confirm-words = In the citizen's words

step-close-title = Close without the citizen's word
step-close-lead = Closed with a reason, and never counted as helped. Has the citizen said that help came? Use "Record the citizen's word".
step-close-reason = Reason for closing
step-close-other-number = Number of the service that goes on
step-close-other-number-hint = Another service of the same person. The citizen sees that the need goes on there.
step-close-words = Explanation
step-close-words-hint = Needed when passed on: say who is responsible and how to reach them.

step-reopen-title = Open again
step-reopen-lead = The need comes back to the office's tasks with new days.
step-reopen-words = Why is it opened again?

system-siks-ng = SIKS-NG
system-dtsen = DTSEN
system-lapor = SP4N-LAPOR!
system-bpjs = BPJS
system-dukcapil = Civil registry
system-other = Other
system-slrt = Goes on in service
step-done-title = This step is stored already
step-done = This form was stored before and is not recorded twice. See how it stands; a change is a step of its own.
step-registry = In the data
step-answer-whom = See NIK, phone and address on the page of the service
step-note-number-external-number-hint = Noted before? Type the same number: its day and status are brought up to date.
step-note-number-referral = For which referral?
step-note-number-referral-none = Not for one referral
step-escalate-reason = Reason
step-withdraw-recommendation-reason = Reason
step-confirm-reason = Why has no help come?
concern-promised-beyond = { $day }, before the end of this step: call whoever has the turn, and tell the citizen if it cannot be sooner
