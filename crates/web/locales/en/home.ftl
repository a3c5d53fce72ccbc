home-title = One door to all help
home-about = Need help with health, school, housing or anything else? { $brand } looks for the programs that fit and stays with you until help comes.
home-contacts-about = Find the nearest officer.
home-status = Check my service
home-status-about = With service number and PIN.
home-free = Everything here is free of charge.
home-officers = Log-in for officers
home-demo-about = Choose a role to try. All share the password:
home-demo-citizen = a citizen who checks her service
home-demo-others = { $count ->
    [one] { $count } more demo account
   *[other] { $count } more demo accounts
 }
