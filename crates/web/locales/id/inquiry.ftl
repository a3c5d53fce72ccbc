inquiry-only = Hanya bertanya dan sudah dijawab (tanpa nomor layanan)
inquiry-hint = Satu ketukan pada bidangnya. Tidak ada layanan yang dibuat, tidak ada nama yang dicatat.
inquiry-done = Tercatat, terima kasih
inquiry-done-what = Satu informasi bidang { $sector } sudah dihitung. Tidak ada lagi yang perlu dilakukan.
inquiry-another = Informasi lain?
