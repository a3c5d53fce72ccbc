office-title = Kantor
office-add = Tambah kantor
office-change = Ubah kantor
office-save = Simpan kantor
office-name = Nama kantor
office-name-hint = Seperti di papan namanya, misalnya: Puskesos Suka Baru
office-kind = Jenis
office-kind-puskesos = Puskesos
office-kind-sekretariat = Sekretariat SLRT
office-kind-counter-health = Loket di puskesmas
office-kind-counter-mpp = Loket di Mal Pelayanan Publik
office-kind-counter-district = Loket di kecamatan
office-area = Tempat kantor berdiri
office-area-hint = Desa, kecamatan, atau kabupaten/kota.
office-serves = Wilayah yang dilayani
office-serves-hint = Centang tiap desa, atau seluruh kecamatan sekaligus.
office-serves-all = Seluruh { $name }
office-serves-more = { $first } dan { $more } lagi
office-above = Kantor di atasnya
office-above-hint = Ke sini kebutuhan dinaikkan, dan dari sini pemeriksaan kedua bila petugasnya hanya satu.
office-above-default = Sekretariat SLRT
office-above-none = Tidak ada: ini kantor paling atas
office-decree = Surat keputusan
office-decree-hint = Nomor dan tanggal SK pembentukan.
office-hours = Jam layanan
office-hours-hint = Misalnya: Senin–Jumat 08.00–15.00. Tampil untuk warga.
office-contact = Kontak publik
office-contact-hint = Telepon atau WhatsApp kantor, bukan nomor pribadi petugas. Tampil untuk warga.
office-address = Alamat
office-equipment = Perlengkapan
office-equipment-hint = Misalnya: 1 laptop, 1 tablet, pencetak, jaringan seluler.
office-funding = Sumber biaya
office-funding-hint = Misalnya: Dana Desa, APBD.
office-active = Kantor ini melayani
office-active-hint = Kantor yang tidak melayani tidak menerima layanan baru; wilayahnya dilayani kantor berikutnya.
office-not-noted = belum dicatat
office-staff = Petugas
office-staff-none = Belum ada petugas. Kantor tanpa petugas tidak memegang layanan; wilayahnya dilayani kantor berikutnya.
office-staff-add = Tambah petugas di sini
office-state = Keadaan
office-working = Melayani
office-closed = Tidak melayani
office-unstaffed = Belum ada petugas
office-unstaffed-about = Kantor ini aktif, tetapi belum ada front office, back office, atau koordinator. Selama itu wilayahnya dilayani kantor berikutnya.
office-figure-working = kantor melayani
office-figure-with = { $village } punya Puskesos
office-figure-without = { $village } tanpa Puskesos
office-changed = Rekan Ibu/Bapak menyimpan perubahan lain pada kantor ini sesudah halaman ini dibuka. Isian tadi masih di bawah dan belum disimpan. Buka yang terbaru, lalu pindahkan yang perlu.
office-changed-open = Buka yang terbaru
office-villages-title = { $village ->
    [desa] Desa tanpa Puskesos
   *[other] Desa ({ $village }) tanpa Puskesos
 }
office-villages-about = { $count } tempat belum punya Puskesos yang berpetugas. Warganya tetap punya jalan: dari yang paling dekat.
office-villages-none = Semua { $village } punya Puskesos yang berpetugas.
office-route = Dilayani oleh
office-route-none = Belum ada yang melayani
office-route-facilitators = { $count ->
    [one] Fasilitator
   *[other] { $count } fasilitator
 }
office-route-tksk = { $count ->
    [one] Tenaga Kesejahteraan Sosial Kecamatan (TKSK)
   *[other] { $count } Tenaga Kesejahteraan Sosial Kecamatan (TKSK)
 }
choose = Pilih
field-name = Nama
field-area = Tempat
field-serves = Wilayah yang dilayani
field-above = Kantor di atasnya
field-kind = Jenis
invalid-above-circle = Kantor ini sudah berada di bawah kantor itu. Pilih kantor lain di atasnya.
refusal-wrong-state-last-sekretariat = Ini Sekretariat terakhir yang bertugas; yang tidak ditangani kantor lain datang ke sini. Tetapkan Sekretariat lain dahulu.
