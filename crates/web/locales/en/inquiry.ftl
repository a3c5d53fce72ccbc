inquiry-only = Only asked, and answered already (no service number)
inquiry-hint = One tap on its sector. No service is made and no name is kept.
inquiry-done = Counted, thank you
inquiry-done-what = One answer about { $sector } was counted. Nothing more is to be done.
inquiry-another = Another answer?
