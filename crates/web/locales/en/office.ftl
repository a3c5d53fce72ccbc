office-title = Offices
office-add = Add an office
office-change = Change office
office-save = Save office
office-name = Name of the office
office-name-hint = As on its sign, for example: Puskesos Suka Baru
office-kind = Kind
office-kind-puskesos = Puskesos
office-kind-sekretariat = SLRT secretariat
office-kind-counter-health = Counter at a health centre
office-kind-counter-mpp = Counter at a public service mall
office-kind-counter-district = Counter at a district office
office-area = Where the office stands
office-area-hint = Village, district, or regency.
office-serves = Area served
office-serves-hint = Tick each village, or a whole district at once.
office-serves-all = All of { $name }
office-serves-more = { $first } and { $more } more
office-above = Office above
office-above-hint = Needs are handed up to it, and it is the second pair of eyes where there is one officer only.
office-above-default = SLRT secretariat
office-above-none = None: this is the topmost office
office-decree = Decree
office-decree-hint = Number and date of the founding decree (SK).
office-hours = Opening hours
office-hours-hint = For example: Monday–Friday 08:00–15:00. Shown to citizens.
office-contact = Public contact
office-contact-hint = Telephone or WhatsApp of the office, not an officer's own number. Shown to citizens.
office-address = Address
office-equipment = Equipment
office-equipment-hint = For example: 1 laptop, 1 tablet, printer, mobile network.
office-funding = Funds
office-funding-hint = For example: village funds, regency budget.
office-active = This office serves people
office-active-hint = An office that does not serve gets no new services; its villages are served by the next office.
office-not-noted = not noted yet
office-staff = Staff
office-staff-none = No staff yet. An office without staff holds no services; its villages are served by the next office.
office-staff-add = Add staff here
office-state = State
office-working = Serving
office-closed = Not serving
office-unstaffed = No staff yet
office-unstaffed-about = This office is active but has no front office, back office or coordinator yet. Until then the next office serves its villages.
office-figure-working = offices serving
office-figure-with = { $village }s with a Puskesos
office-figure-without = { $village }s without a Puskesos
office-changed = A colleague saved another change of this office after this page was opened. What you typed is still below and was not saved. Open the newest version and carry over what is needed.
office-changed-open = Open the newest
office-villages-title = { $village ->
   *[other] Villages without a Puskesos
 }
office-villages-about = { $count } places have no staffed Puskesos yet. Their people still have a way: the nearest first.
office-villages-none = Every { $village } has a staffed Puskesos.
office-route = Served by
office-route-none = Nobody serves it yet
office-route-facilitators = { $count ->
    [one] Facilitator
   *[other] { $count } facilitators
 }
office-route-tksk = { $count ->
    [one] TKSK
   *[other] { $count } TKSK
 }
choose = Choose
field-name = Name
field-area = Place
field-serves = Area served
field-above = Office above
field-kind = Kind
invalid-above-circle = That office already stands below this one. Choose another office above.
refusal-wrong-state-last-sekretariat = This is the last secretariat at work; whatever no other office takes comes here. Set up another secretariat first.
