people-search-label = NIK, No. KK, nama, atau nomor layanan
people-search-hint = Ejaan yang sedikit berbeda juga ditemukan. Yang Anda ketik tidak tersimpan di alamat halaman.
people-start = Siapa yang dicari?
people-start-hint = Ketik nama seperti di KTP, atau 16 angka NIK atau No. KK. Nomor layanan langsung membuka layanannya.
people-none = Belum ditemukan
people-none-hint = Periksa ejaannya, atau coba dengan NIK atau No. KK. Belum ditemukan? Catat sebagai warga baru; tetap dilayani.
people-digits = Terketik { $count } angka. NIK dan No. KK punya 16 angka, nomor layanan 13 angka.
people-case-found = Ini nomor layanan: { $number }
people-found = { $count ->
    [1] Satu orang ditemukan
   *[other] { $count } orang ditemukan
 }
people-found-more = { $count } orang teratas; ada lagi. Ketik lebih lengkap.
people-not-there = Belum ditemukan?
people-write-down = Catat sebagai warga baru
people-add-member = Tambah anggota keluarga { $name }
people-add-hint = Cukup nama dan desanya. Yang lain diisi bila diketahui. Ini catatan kantor, bukan pendaftaran di DTSEN.
people-save = Simpan
people-age = { $age } tahun
people-age-about = sekitar { $age } tahun
people-relation-of = { $relation } dari { $head }
people-no-nik = belum ada NIK
people-erased = (data sudah dihapus)
people-decile = Desil { $decile }
people-unranked = Belum diperingkat
people-has-open = Ada layanan berjalan
people-members = { $count } anggota

person-name = Nama
person-name-hint = Seperti di KTP atau KK, atau seperti yang disebut.
person-nik-hint = 16 angka. Nomor yang tampak janggal tetap diterima setelah dicocokkan dengan KTP.
person-no-nik = Belum punya NIK
person-born = Tanggal lahir
person-birth-year = atau tahun lahir saja
person-card = No. KK
person-phone = Nomor HP
person-address = Alamat
person-address-hint = Jalan, RT/RW, dusun.
person-digits-count = { $field } harus 16 angka; terketik { $found }.
person-digits-foreign = { $field } hanya berisi angka; periksa huruf O dan angka 0.
person-phone-wrong = Nomor HP tampaknya belum lengkap. Contoh: 0812 3456 7890.
person-born-wrong = Tanggal lahir tidak mungkin. Periksa, atau isi tahunnya saja.
person-birth-year-wrong = Tahun lahir ditulis empat angka, misalnya 1968.
person-odd = Nomor ini tampak janggal:
person-odd-settled = Sudah dicocokkan dengan KTP atau KK
person-odd-settle = Cocokkan nomornya dengan KTP atau KK, lalu centang "Sudah dicocokkan".
invalid-nik-known = NIK ini sudah ada di data warga. Cari orangnya dengan NIK, lalu pilih.
invalid-name-too-long = Nama terlalu panjang; paling banyak 200 huruf.
