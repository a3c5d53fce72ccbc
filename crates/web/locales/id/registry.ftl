relation-head = kepala keluarga
relation-spouse = istri atau suami
relation-child = anak
relation-child-in-law = menantu
relation-grandchild = cucu
relation-parent = orang tua atau mertua
relation-servant = pembantu atau sopir
relation-other = anggota lain

sex-male = laki-laki
sex-female = perempuan

marital-single = belum kawin
marital-married = kawin
marital-divorced = cerai hidup
marital-widowed = cerai mati

nikwarning-day-out-of-range = Tanggal lahir dalam nomor tidak mungkin.
nikwarning-month-out-of-range = Bulan lahir dalam nomor tidak mungkin.
nikwarning-impossible-date = Tanggal dalam nomor tidak ada di kalender.
nikwarning-serial-zero = Empat angka terakhir 0000.
nikwarning-same-as-card = NIK sama dengan No. KK.
nikwarning-all-digits-same = Semua angkanya sama.
nikwarning-unknown-prefix = Kode wilayah di awal nomor tidak dikenal.
nikwarning-birth-differs = Tanggal lahir dalam nomor berbeda dari yang diisi.
nikwarning-sex-differs = Jenis kelamin dalam nomor berbeda dari yang diisi.
nikwarning-in-other-family = NIK ini juga ada di keluarga lain.
nikwarning-card-date-in-future = Tanggal dalam No. KK belum terjadi.
nikwarning-century-ambiguous = Tahun lahir dalam nomor bisa berarti dua abad; isi tanggal lahirnya.

layer-copy = Data ini salinan dari registri nasional; hanya bisa diubah lewat usulan di SIKS-NG.
layer-local = Data ini dicatat di kantor ini, belum dari registri nasional.

field-nik = NIK
field-card = No. KK
field-born = Tanggal lahir
field-birth-year = Tahun lahir
field-sex = Jenis kelamin
field-relation = Hubungan dengan kepala keluarga
field-sector = Bidang
field-concerns = Kebutuhan
field-ppks = PPKS
field-person = Orang
field-family = Keluarga
field-seen-on = Tanggal dilihat
field-decile = Desil
field-late-reason = Alasan dicatat belakangan
field-occurred-time = Jam
field-what = Nomor yang diminta
field-channel = Cara datang
field-case = Layanan
field-phone = Nomor HP
field-caller = Nama penelepon
field-proxy = Nama yang mewakili
field-duplicates-seen = Layanan yang masih berjalan
field-village = Desa atau kelurahan
