case-title = Service { $number }
case-back = My tasks
case-turn-mine = My turn
case-due = Until { $day }
case-due-today = Today
case-due-late = { $days } days late ({ $day })
case-promised = Promised to the citizen: { $day }
case-promise-passed = The day promised to the citizen has passed: { $day }
case-paused = Our own clock stands still since { $day } ({ $days } days); the total wait still counts
case-now = The step now
case-all-ended = Every need of this service has ended.
case-nothing-to-do = Waiting for { $who }. There is nothing for you to do yet.
case-do-next = What you should do:
case-about = About this service
case-person = Who it is for
case-person-anonymous = No name given
case-person-erased = The data of this person were erased
case-proxy = Represented by
case-taken = Opened
case-taken-at = { $office }, { $channel }
case-taken-by = by { $officer }
case-family = Open the family's page
case-ppks = PPKS
case-nik = NIK
case-phone = Telephone
case-reveal = Show in full
case-erased = The words of this service were erased, on request or because their time was over.
case-restricted = Restricted: only officers named on it know that this service exists. Do not speak of it elsewhere.
case-sent-part = You see the part that was sent to your institution.
case-concerns = { $count ->
    [1] One need in this service
    [2] Two needs in this service
    [3] Three needs in this service
    [4] Four needs in this service
   *[other] { $count } needs in this service
 }
case-open-concern = Open
case-open-concern-of = Open: { $what }
case-documents = Papers
case-documents-none = No papers are recorded yet.
case-add-document = Add a paper
case-see-photo = See the photo
case-see-photo-of = See the photo of { $what }
case-externals = Numbers in other systems
case-external-submitted = submitted { $day }
case-external-checked = looked at { $day }
case-external-erased = The number was erased
case-history = What happened
case-history-long = Show all of it
case-history-more = Show { $count } more
case-history-short = Show it in short
case-history-concern = need { $n }
case-history-by = { $name }, { $role }
case-renew-pin = Make a new PIN
case-renew-pin-lead = Has the citizen forgotten the PIN, or may somebody else know it? The old PIN stops working at once. First make sure that it is this citizen, or their representative, who asks.
case-renew-pin-confirm = I have made sure who asks
case-new-pin = The new PIN
case-new-pin-lead = Read it out or print it now. It cannot be seen again once this page is closed.
case-new-pin-shown-again = This request had been sent before; this is the same PIN.
case-pin = PIN
case-number = Service number
case-pin-how = Follow your service on the page "Check a service" with this number and PIN. Do not give the PIN to others.
case-print = Print
case-print-58 = Print a 58 mm receipt
case-print-80 = Print an 80 mm receipt
case-print-a5 = Print A5
case-done = Back to the service
case-name-person = Add an officer who may know
case-name-person-title = Who else may know?
case-name-person-lead = This service is restricted. The officer you choose will see it in tasks, searches and on its page. Choose only somebody who really needs it. It is recorded and cannot be taken back.
case-name-person-none = Everybody who could be is named already.
case-named = Officers who may know

# What happened: one sentence for each event.
case-needs = { $count ->
    [1] one need
    [2] two needs
    [3] three needs
    [4] four needs
   *[other] { $count } needs
 }
line-case-opened = Service opened at { $office }, { $needs }
line-document-shown = { $documents } shown, the original returned at once
line-document-copy = Copy handed over: { $documents }
line-document-photo = { $documents } photographed by an officer
line-document-missing = { $documents }: not there yet
line-person-named = One more officer may know of this service
line-pin-renewed = A new PIN was made for the citizen
line-revealed-nik = The NIK was shown in full for this service
line-revealed-card = The family card number was shown in full for this service
line-revealed-phone = The telephone number was shown in full for this service
line-observed-listed = Looked up in { $system }: listed
line-observed-not-listed = Looked up in { $system }: not listed yet
line-person-erased = The data of this person were erased
line-other = Recorded
line-verified-listed = Data checked: listed, and they agree
line-verified-not-listed = Data checked: not listed yet
line-verified-data-differs = Data checked: listed, some differ
line-verified-not-needed = Went on without a check of the data
line-visit-requested = A home visit was asked for
line-visited-as-told = Home visited: things are as they were told
line-visited-differs = Home visited: things differ from what was told
line-visited-nobody-home = Home visited: nobody was at home
line-visited-moved = Home visited: they have moved
line-documents-asked = The citizen was asked for: { $documents }
line-documents-asked-words = The citizen was asked for papers
line-documents-received = The papers asked for have come
line-served-help = Help was given at the office
line-served-information = An explanation was given at the office
line-escalated = Passed up to { $office }
line-waiting-center = Waiting for the national level; next look { $day }
line-waiting-quota = Waiting for quota; next look { $day }
line-resumed = Went on after waiting
line-noted = Officer's note
line-number-noted = The number in { $system } was noted
line-recommended = Recommended: { $programs }
line-approved = Approved by: { $decided }
line-approved-collapsed = Approved by: { $decided }, with the next step, which the same person holds
line-returned = Sent back to be improved by: { $decided }
line-declined = Decision of { $decided }: conditions not met at present
line-declined-handler = Looked at: conditions not met at present
line-referred = Sent on to { $institution }
line-referred-program = Sent on to { $institution } for { $programs }
line-referral-accepted = { $institution } accepted the referral
line-referral-declined = { $institution } cannot accept it
line-referral-more-asked = { $institution } asks for more
line-referral-resubmitted = What was asked for was sent to { $institution }
line-referral-given = { $institution } gave help
line-referral-taken-back = Referral taken back from { $institution }
line-recommendation-withdrawn = Recommendation taken back before it was decided
line-rerouted = Given to { $office }, because whoever had it is no longer there
line-confirmed-helped = The citizen says that help came
line-confirmed-partly = The citizen says that part of it came
line-denied-help = The citizen says that no help came; opened again
line-closed = Closed
line-reopened = Opened again
line-deadline-passed = The promised time has passed
line-on-behalf = Recorded by an officer on the institution's behalf. Who answered: { $who }, { $channel }, { $day }
line-on-behalf-erased = Recorded by an officer on the institution's behalf, { $channel }, { $day }
line-reason = Reason: { $reason }
line-late = Entered later: { $reason }
line-documents = Papers: { $documents }
line-turn = Then the turn of { $turn }, until { $day }
line-by-pin = told by themselves with number and PIN
case-copy = Copy
