guide-title = One-page guides
guide-lead = One page of A4 for each role, in Indonesian. Print it, fold it, put it up near the desk.
guide-own = your role
guide-print = Print on A4
