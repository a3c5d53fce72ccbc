inquiry-only = Information only (one tap, no number)
inquiry-hint = Was the question answered right here? Tap its sector. No service is made and no name is kept.
inquiry-done = Counted, thank you
inquiry-done-what = One answer about { $sector } was counted. Nothing more is to be done.
inquiry-another = Another answer?
