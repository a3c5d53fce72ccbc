relation-head = head of family
relation-spouse = wife or husband
relation-child = child
relation-child-in-law = child-in-law
relation-grandchild = grandchild
relation-parent = parent or parent-in-law
relation-servant = household worker
relation-other = other member

sex-male = male
sex-female = female

marital-single = single
marital-married = married
marital-divorced = divorced
marital-widowed = widowed

nikwarning-day-out-of-range = The birth day in the number is impossible.
nikwarning-month-out-of-range = The birth month in the number is impossible.
nikwarning-impossible-date = The date in the number does not exist.
nikwarning-serial-zero = The last four digits are 0000.
nikwarning-same-as-card = NIK and family card have the same number.
nikwarning-all-digits-same = All digits are the same.
nikwarning-unknown-prefix = The area code at the beginning is not known.
nikwarning-birth-differs = The birth date in the number differs from the one entered.
nikwarning-sex-differs = The sex in the number differs from the one entered.
nikwarning-in-other-family = This NIK also stands in another family.
nikwarning-card-date-in-future = The date in the family card's number has not come yet.
nikwarning-century-ambiguous = The birth year in the number may mean two centuries; enter the birth date.

layer-copy = A copy of the national registry; it changes only by a proposal in SIKS-NG.
layer-local = Written down in this office, not from the national registry yet.

field-nik = NIK
field-card = Family card (No. KK)
field-born = Birth date
field-birth-year = Birth year
field-sex = Sex
field-relation = Relation to the head of family
field-sector = Sector
field-concerns = Needs
field-ppks = PPKS
field-person = Person
field-family = Family
field-seen-on = Day it was seen
field-decile = Decile
field-late-reason = Why it is entered later
field-occurred-time = Time
field-what = Number asked for
field-channel = Channel
field-case = Service
field-phone = Phone number
field-caller = Name of the caller
field-proxy = Name of who came instead
field-duplicates-seen = Services under way
field-village = Village
