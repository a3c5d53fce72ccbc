inquiry-only = Informasi saja (satu ketukan, tanpa nomor)
inquiry-hint = Pertanyaannya sudah dijawab di sini juga? Ketuk bidangnya. Tidak ada layanan yang dibuat, tidak ada nama yang dicatat.
inquiry-done = Tercatat, terima kasih
inquiry-done-what = Satu informasi bidang { $sector } sudah dihitung. Tidak ada lagi yang perlu dilakukan.
inquiry-another = Informasi lain?
