tasks-title = My tasks
tasks-new = New service
tasks-waiting = waiting for me
tasks-overdue = late
tasks-at-institutions = waiting for institutions
tasks-helped = helped this month
tasks-rate = helped, of those with an outcome this month
tasks-list = Nearest promise first
tasks-list-decider = Waiting for your decision or step
tasks-inbox = Referrals received
tasks-inbox-lead = What was sent to your institution. Accept, decline, or ask for more.
tasks-tabs = Parts of my tasks
tasks-answered = Answered
tasks-answered-lead = Referrals that were answered and are no longer in your institution's hands, the newest answer first. What was accepted and is still worked on stands under referrals received.
tasks-answered-empty = No referral was answered yet.
tasks-steps = Show one step only
tasks-steps-page = The counts by step above are of this page.
tasks-step-all = All
tasks-step-other = Others
tasks-late = { $days ->
    [one] { $days } day late
   *[other] { $days } days late
 }
tasks-late-promise = { $days ->
    [one] { $days } day late, and past the promise to the citizen
   *[other] { $days } days late, and past the promise to the citizen
 }
tasks-open = Open
tasks-urgent = Urgent
tasks-restricted = Restricted
tasks-reminder-call-citizen = The citizen has not come or answered: call them
tasks-reminder-look-at-center = Look again for news from the national level
tasks-reminder-visit-late = The visit has not been made
tasks-next = Next page
tasks-first = Back to the beginning
tasks-handed-on = What was handed on
tasks-handed-on-lead = Waiting for an institution's answer. Handed on does not mean helped.
tasks-stuck = What is stuck, and with whom
tasks-stuck-lead = Steps that are late at the offices below you, the longest first.
tasks-later = To look at later
tasks-later-lead = Waiting for the national level or for quota. They come to the top on the day to look again.
tasks-received = What I took in
tasks-received-lead = You opened these services; now it is the turn of others. The newest first.
tasks-empty-title = Nothing waits for you
tasks-empty = Good. New services, referrals and decisions will appear here.
tasks-empty-page = Nothing more on this page.
tasks-offline = Connection lost? What was typed stays on this device and is sent by itself later.
tasks-promised = promised to the citizen for { $day }
tasks-promise-passed = promised to the citizen for { $day }, which has passed
