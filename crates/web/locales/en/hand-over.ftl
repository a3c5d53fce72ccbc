# Hand-over: services that go from one regency to another.

hand-over-lead = Every need that has not ended goes along: what was said, the family, and what was promised. Photographs of papers are copied when it is taken over. Until it is answered this service can only be read; if it is not taken over, it comes back here.
hand-over-to = Hand to
hand-over-reason = Why is it handed over?
hand-over-words = Note for your own office
hand-over-send = Hand over
hand-over-title = Hand-overs
hand-over-list-lead = Services of other regencies that wait for an answer here. Their citizens were promised something; the sooner the answer, the better.
hand-over-none = No service waits to be taken over.
hand-over-from = From { $regency }
hand-over-came = came { $day }
hand-over-old-number = Service number there
hand-over-village = Village
hand-over-person = Citizen
hand-over-why = Why it was handed over
hand-over-brought = Brought by the citizen
hand-over-promised = Promised to the citizen
hand-over-needs = Needs
hand-over-unknown = unknown
hand-over-answer = Answer
hand-over-take = Take this service over
hand-over-take-lead = It gets a new number and PIN here, and the office that you choose looks at it. The office it came from and the citizen's status page are told the new number.
hand-over-office = Office that handles it
hand-over-refuse = Send it back
hand-over-refuse-lead = It goes back to the regency it came from, with the reason. What was sent cannot be read here any more.
hand-over-refuse-reason = Why is it not taken over?
hand-over-taken = Service taken over
hand-over-taken-lead = Tell the citizen the new number and PIN. The PIN is shown this once.
hand-over-open = Open the service
hand-over-waiting = { $count ->
    [one] A service of another regency waits for an answer
   *[other] { $count } services of other regencies wait for an answer
 }
field-regency = Regency
system-slrt-regency = Number in another regency
hand-over-take-back-lead = It comes back to this office as it was, and that regency can neither read it nor take it over any more. If it was answered there already, that answer counts.
hand-over-take-back-reason = Why is it taken back?
hand-over-papers = Papers
hand-over-paper-photo = { $paper } (photo)
hand-over-photos-lost = { $count ->
    [one] A photograph of a paper
   *[other] { $count } photographs of papers
 } could not come along. Ask the citizen to show the papers again, or ask the office it came from.
field-hand-over = Hand-over
