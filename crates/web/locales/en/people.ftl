people-search-label = NIK, family card, name, or service number
people-search-hint = Slightly different spellings are found too. What you type is not kept in the page's address.
people-start = Who are you looking for?
people-start-hint = Type the name as on the identity card, or the 16 digits of a NIK or family card. A service number opens its service at once.
people-none = Not found yet
people-none-hint = Check the spelling, or try the NIK or family card. Still not found? Write them down as a new resident; they are served all the same.
people-digits = { $count } digits typed. NIK and family card have 16, a service number has 13.
people-case-found = This is a service number: { $number }
people-found = { $count ->
    [1] One person found
   *[other] { $count } people found
 }
people-found-more = The first { $count } people; there are more. Type more of the name.
people-not-there = Not found?
people-write-down = Write down a new resident
people-add-member = Add a member to the family of { $name }
people-add-hint = Name and village are enough. Fill in the rest where it is known. This is the office's own record, not a registration in DTSEN.
people-save = Save
people-age = { $age } years
people-age-about = about { $age } years
people-born = born { $year }
people-relation-of = { $relation } of { $head }
people-no-nik = no NIK yet
people-erased = (data erased)
people-decile = Decile { $decile }
people-unranked = Not ranked yet
people-has-open = A service is under way
people-members = { $count ->
    [1] 1 member
   *[other] { $count } members
 }

person-name = Name
person-name-hint = As on the identity or family card, or as they say it.
person-nik-hint = 16 digits. A number that looks odd is accepted after checking it against the card.
person-no-nik = Has no NIK yet
person-born = Birth date
person-birth-year = or the birth year alone
person-card = Family card (No. KK)
person-phone = Phone number
person-address = Address
person-address-hint = Street, RT/RW, hamlet.
person-digits-count = { $field } must have 16 digits; { $found } typed.
person-digits-check = { $field } must have 16 digits. Leave it empty if there is none yet.
person-digits-foreign = { $field } holds digits only; check letter O and digit 0.
person-phone-wrong = The phone number seems incomplete. Example: 0812 3456 7890.
person-born-wrong = This birth date is impossible. Check it, or enter the year alone.
person-birth-year-wrong = Write the birth year with four digits, from 1900 to this year, for example 1968.
person-odd = This number looks odd:
person-odd-settled = Checked against the identity or family card
person-odd-settle = Check the number against the card, then tick "Checked".
invalid-nik-known = This NIK is in the registry already. Find the person by NIK and choose them.
invalid-name-too-long = The name is too long; 200 letters at most.
people-already = This person was written down by the same form. Send again only if it is somebody else.
people-already-open = Open the members of the family
