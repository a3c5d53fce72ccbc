case-title = Layanan { $number }
case-back = Tugas saya
case-turn-mine = Giliran saya
case-due = Sampai { $day }
case-due-today = Hari ini
case-due-late = Lewat { $days } hari ({ $day })
case-promised = Janji kepada warga: { $day }
case-promise-passed = Janji kepada warga sudah lewat: { $day }
case-paused = Waktu kami berhenti sejak { $day } ({ $days } hari); total menunggu tetap dihitung
case-now = Langkah sekarang
case-all-ended = Semua kebutuhan dalam layanan ini sudah selesai.
case-nothing-to-do = Menunggu { $who }. Belum ada yang perlu Anda lakukan.
case-do-next = Yang perlu Anda lakukan:
case-about = Tentang layanan ini
case-person = Untuk siapa
case-person-anonymous = Tanpa nama
case-person-erased = Data orang ini sudah dihapus
case-proxy = Diwakili oleh
case-taken = Dibuka
case-taken-at = { $office }, { $channel }
case-taken-by = oleh { $officer }
case-family = Buka halaman keluarga
case-ppks = PPKS
case-nik = NIK
case-phone = Telepon
case-reveal = Lihat lengkap
case-erased = Kata-kata dalam layanan ini sudah dihapus atas permintaan atau karena masa simpannya habis.
case-restricted = Terbatas: hanya petugas yang disebut namanya tahu bahwa layanan ini ada. Jangan dibicarakan di luar.
case-sent-part = Anda melihat bagian yang dikirim ke lembaga Anda.
case-concerns = { $count ->
    [1] Satu kebutuhan dalam layanan ini
    [2] Dua kebutuhan dalam layanan ini
    [3] Tiga kebutuhan dalam layanan ini
    [4] Empat kebutuhan dalam layanan ini
   *[other] { $count } kebutuhan dalam layanan ini
 }
case-open-concern = Buka
case-open-concern-of = Buka: { $what }
case-documents = Berkas
case-documents-none = Belum ada berkas dicatat.
case-add-document = Tambah berkas
case-see-photo = Lihat foto
case-see-photo-of = Lihat foto { $what }
case-externals = Nomor di sistem lain
case-external-submitted = diajukan { $day }
case-external-checked = dilihat { $day }
case-external-erased = Nomornya sudah dihapus
case-history = Perjalanan
case-history-long = Tampilkan lengkap
case-history-more = Tampilkan { $count } kejadian lain
case-history-short = Tampilkan ringkas
case-history-concern = kebutuhan { $n }
case-history-by = { $name }, { $role }
case-renew-pin = Buat PIN baru
case-renew-pin-lead = Warga lupa PIN, atau PIN mungkin diketahui orang lain? PIN lama langsung tidak berlaku. Pastikan dahulu bahwa yang meminta memang warga ini atau kuasanya.
case-renew-pin-confirm = Saya sudah memastikan siapa yang meminta
case-new-pin = PIN baru
case-new-pin-lead = Bacakan atau cetak sekarang. PIN ini tidak bisa dilihat lagi sesudah halaman ditutup.
case-new-pin-shown-again = Permintaan ini sudah pernah dikirim; ini PIN yang sama.
case-pin = PIN
case-number = Nomor layanan
case-pin-how = Cek layanan Ibu/Bapak di halaman "Cek layanan" dengan nomor dan PIN ini. Jangan berikan PIN kepada orang lain.
case-print = Cetak
case-print-58 = Cetak struk 58 mm
case-print-80 = Cetak struk 80 mm
case-print-a5 = Cetak A5
case-done = Kembali ke layanan
case-name-person = Tambah petugas yang boleh tahu
case-name-person-title = Siapa lagi yang boleh tahu?
case-name-person-lead = Layanan ini terbatas. Petugas yang Anda pilih akan melihatnya di tugas, pencarian, dan halaman layanan. Pilih hanya yang benar-benar perlu. Ini tercatat dan tidak bisa ditarik.
case-name-person-none = Semua petugas yang mungkin sudah disebut.
case-named = Petugas yang boleh tahu

# Perjalanan: satu kalimat untuk tiap kejadian.
case-needs = { $count ->
    [1] satu kebutuhan
    [2] dua kebutuhan
    [3] tiga kebutuhan
    [4] empat kebutuhan
   *[other] { $count } kebutuhan
 }
line-case-opened = Layanan dibuka di { $office }, { $needs }
line-document-shown = { $documents } ditunjukkan, aslinya langsung dikembalikan
line-document-copy = Fotokopi { $documents } diserahkan
line-document-photo = { $documents } difoto oleh petugas
line-document-missing = { $documents } belum ada
line-person-named = Satu petugas lagi boleh tahu tentang layanan ini
line-pin-renewed = PIN baru dibuat untuk warga
line-revealed-nik = NIK dilihat lengkap untuk layanan ini
line-revealed-card = Nomor KK dilihat lengkap untuk layanan ini
line-revealed-phone = Nomor telepon dilihat lengkap untuk layanan ini
line-observed-listed = Dicek di { $system }: terdaftar
line-observed-not-listed = Dicek di { $system }: belum terdaftar
line-person-erased = Data orang ini dihapus
line-other = Dicatat
line-verified-listed = Data diperiksa: terdaftar dan sesuai
line-verified-not-listed = Data diperiksa: belum terdaftar
line-verified-data-differs = Data diperiksa: terdaftar, ada yang berbeda
line-verified-not-needed = Dilanjutkan tanpa pemeriksaan data
line-visit-requested = Kunjungan rumah diminta
line-visited-as-told = Rumah dikunjungi: keadaan sesuai yang diceritakan
line-visited-differs = Rumah dikunjungi: keadaan berbeda dari yang diceritakan
line-visited-nobody-home = Rumah dikunjungi: tidak ada orang di rumah
line-visited-moved = Rumah dikunjungi: warga sudah pindah
line-documents-asked = Warga diminta melengkapi: { $documents }
line-documents-asked-words = Warga diminta melengkapi berkas
line-documents-received = Berkas yang diminta sudah diterima
line-served-help = Bantuan diberikan langsung di kantor
line-served-information = Penjelasan diberikan langsung di kantor
line-escalated = Dinaikkan ke { $office }
line-waiting-center = Menunggu pusat; dilihat lagi { $day }
line-waiting-quota = Menunggu kuota; dilihat lagi { $day }
line-resumed = Dilanjutkan sesudah menunggu
line-noted = Catatan petugas
line-number-noted = Nomor di { $system } dicatat
line-recommended = Direkomendasikan: { $programs }
line-approved = Disetujui { $decided }
line-approved-collapsed = Disetujui { $decided }, termasuk langkah berikutnya yang dijabat orang yang sama
line-returned = Dikembalikan { $decided } untuk diperbaiki
line-declined = { $decided } memutuskan: belum memenuhi syarat saat ini
line-declined-handler = Diperiksa: belum memenuhi syarat saat ini
line-referred = Diteruskan ke { $institution }
line-referred-program = Diteruskan ke { $institution } untuk { $programs }
line-referral-accepted = { $institution } menerima rujukan
line-referral-declined = { $institution } belum dapat menerima
line-referral-more-asked = { $institution } meminta kelengkapan
line-referral-resubmitted = Kelengkapan dikirim ke { $institution }
line-referral-given = { $institution } memberikan bantuan
line-referral-taken-back = Rujukan ditarik kembali dari { $institution }
line-recommendation-withdrawn = Rekomendasi ditarik kembali sebelum diputuskan
line-rerouted = Dipindahkan ke { $office }, karena yang bertugas sebelumnya sudah tidak ada
line-confirmed-helped = Warga menyatakan terbantu
line-confirmed-partly = Warga menyatakan terbantu sebagian
line-denied-help = Warga menyatakan belum terbantu; dibuka kembali
line-closed = Ditutup
line-reopened = Dibuka kembali
line-deadline-passed = Waktu yang dijanjikan terlewati
line-on-behalf = Dicatat petugas atas nama lembaga. Yang menjawab: { $who }, { $channel }, { $day }
line-on-behalf-erased = Dicatat petugas atas nama lembaga, { $channel }, { $day }
line-reason = Alasan: { $reason }
line-late = Dicatat belakangan: { $reason }
line-documents = Berkas: { $documents }
line-turn = Lalu giliran { $turn }, sampai { $day }
line-by-pin = disampaikan sendiri dengan nomor dan PIN
case-copy = Salin
