concern-said = Kata warga
concern-steps = Yang bisa dilakukan
concern-steps-other = Tindakan lain
concern-steps-none = Saat ini tidak ada langkah yang bisa Ibu/Bapak lakukan di sini.
concern-facts = Keadaan sekarang
concern-state = Status
concern-outcome = Hasil
concern-turn = Giliran
concern-due = Sampai
concern-promised = Janji kepada warga
concern-sector = Bidang
concern-programs = Program
concern-programs-note = Bukan penetapan; penetapan oleh penyelenggara program.
concern-opened = Disampaikan
concern-closed = Selesai
concern-reopened = Dibuka kembali
concern-reopened-times = { $n } kali
concern-extended = Waktu diperpanjang
concern-clock = Waktu kami
concern-chain = Keputusan yang masih perlu
concern-urgent = Mendesak
concern-restricted = Terbatas
concern-referrals = Rujukan
concern-sent-on = dikirim { $day }
concern-answered-on = dijawab { $day }
concern-answered-on-behalf = jawaban dicatat petugas atas nama lembaga
concern-sent-words = Yang dikirim
concern-answer-words = Jawaban lembaga
concern-history = Perjalanan kebutuhan ini
concern-history-none = Belum ada langkah sejak kebutuhan ini dicatat.

# Penolakan yang bisa dicetak.
concern-declined-title = Belum bisa diberikan saat ini
concern-declined-by-institution = { $institution } belum dapat menerima
concern-declined-reason = Alasannya
concern-declined-appeal = Bila Ibu/Bapak tidak setuju
concern-declined-else = Yang mungkin masih bisa membantu
concern-declined-print = Cetak untuk warga
concern-declined-contact = Bertanya kepada
concern-declined-greeting = Ibu/Bapak, kebutuhan ini sudah kami periksa.

# Kesalahan umum di atas formulir.
step-error-title = Belum bisa disimpan
step-changed-title = Rekan Ibu/Bapak lebih dahulu
step-changed = { $who } baru saja melakukan ini: { $what }. Sekarang statusnya: { $state }. Isian tadi belum dikirim dan masih ada di bawah.
step-changed-unknown = Kebutuhan ini baru saja berubah. Sekarang statusnya: { $state }. Isian tadi belum dikirim dan masih ada di bawah.
step-changed-look = Lihat keadaan terbaru
step-changed-again = Bila langkah ini masih perlu, periksa isian di bawah, lalu kirim lagi.
step-gone-title = Langkah ini tidak perlu lagi
step-gone = Langkah "{ $verb }" tidak bisa dilakukan pada keadaan sekarang: { $state }.
step-somebody = Seseorang
step-cancel = Batal
step-optional = boleh dikosongkan
step-when = Terjadi pada hari lain?
step-when-day = Tanggal kejadian
step-when-hint = Kosongkan bila hari ini. Lebih dari { $days } hari lalu perlu alasan.
step-when-reason = Alasan dicatat belakangan
step-choose = Pilih
step-other-programs = Program lain
step-other-institutions = Lembaga lain
step-other-documents = Berkas lain

step-verify-title = Hasil pemeriksaan data
step-verify-lead = Cocokkan dengan registri dan SIKS-NG/DTSEN. Rincian yang terlihat dicatat di halaman keluarga; di sini cukup hasilnya.
step-verify-result = Apa hasilnya?
step-verify-words = Catatan

step-request-visit-title = Minta kunjungan rumah
step-request-visit-lead = Petugas kunjungan di tempat ini akan melihatnya di Tugas saya. Bila tidak ada, kantor ini sendiri yang berkunjung.
step-request-visit-words = Apa yang perlu dilihat?

step-record-visit-title = Catat kunjungan
step-record-visit-lead = Tulis apa yang dilihat, bukan kesimpulan. Foto ditambahkan di bagian Berkas pada halaman layanan.
step-record-visit-result = Apa yang ditemukan?
step-record-visit-words = Apa yang dilihat?

step-ask-documents-title = Minta berkas dari warga
step-ask-documents-lead = Minta hanya yang benar-benar perlu. Selama menunggu, waktu kami berhenti; warga melihat permintaan ini di halaman status.
step-ask-documents-documents = Berkas apa?
step-ask-documents-words = Penjelasan untuk warga

step-receive-documents-title = Berkas sudah diterima
step-receive-documents-lead = Foto berkas, bila ada, ditambahkan di bagian Berkas pada halaman layanan. Berkas asli langsung dikembalikan.
step-receive-documents-documents = Yang sudah datang
step-receive-documents-form = Ditunjukkan bagaimana?
step-receive-documents-words = Catatan

step-serve-title = Bantu di tempat
step-serve-lead = Untuk bantuan atau penjelasan yang selesai di kantor ini, tanpa rujukan.
step-serve-result = Apa yang diberikan?
step-serve-words = Apa yang dilakukan atau dijelaskan?
step-serve-program = Dari program mana, bila ada?

step-extend-title = Perpanjang waktu
step-extend-lead = Hanya satu kali, dan sebelum hari yang dijanjikan lewat. Warga membaca tanggal yang baru di halaman statusnya; sampaikan juga langsung.
step-extend-reason = Mengapa perlu waktu lebih lama?
step-extend-reason-moves = Janji kepada warga berubah dari { $before } menjadi { $day }.
step-extend-words = Penjelasan
step-escalate-title = Naikkan ke kantor di atas
step-escalate-lead = Bila kantor ini tidak dapat menanganinya sendiri. Kebutuhan ini pindah ke tugas kantor di atas; Ibu/Bapak tetap bisa melihatnya.
step-escalate-words = Mengapa perlu dinaikkan?

step-wait-title = Menunggu pusat atau kuota
step-wait-lead = Selama menunggu, waktu kami berhenti, tetapi total menunggu tetap terlihat. Pada tanggal yang Ibu/Bapak tulis, ini muncul lagi di Tugas saya.
step-wait-result = Menunggu apa?
step-wait-reason = Pusat yang mana?
step-wait-next-look = Kapan dilihat lagi?
step-wait-system = Di sistem mana diajukan?
step-wait-external-number = Nomor di sana
step-wait-submitted-on = Tanggal diajukan
step-wait-words = Catatan

step-resume-title = Lanjutkan
step-resume-lead = Yang ditunggu sudah ada kabarnya. Kebutuhan ini kembali ke tugas kantor.
step-resume-words = Apa kabarnya?

step-note-title = Tambah catatan
step-note-lead = Catatan terlihat oleh petugas yang menangani, tidak oleh warga. Status tidak berubah.
step-note-words = Catatan

step-reclassify-title = Ubah jenis kebutuhan
step-reclassify-lead = Ternyata kebutuhannya lain, mendesak, atau harus dilindungi? Ubah di sini. Rekomendasi dan persetujuan untuk jenis yang lama gugur; hari yang dijanjikan tidak mundur.
step-reclassify-kind = Jenis kebutuhan
step-reclassify-is = Sifat
step-reclassify-is-urgent = Mendesak
step-reclassify-is-urgent-hint = Sedang dirawat, ada jadwal berobat, atau dalam bahaya.
step-reclassify-is-restricted = Dilindungi
step-reclassify-is-restricted-hint = Kekerasan, anak, HIV, atau hal lain yang berbahaya bila diketahui orang. Hanya petugas yang ditunjuk yang dapat melihatnya.
step-reclassify-words = Alasan
step-note-number-title = Catat nomor di sistem lain
step-note-number-lead = Misalnya nomor usulan SIKS-NG, nomor LAPOR!, atau nomor BPJS. Catat lagi bila statusnya berubah di sana.
step-note-number-system = Sistem
step-note-number-external-number = Nomor
step-note-number-submitted-on = Tanggal diajukan
step-note-number-checked-on = Terakhir dilihat
step-note-number-status = Status yang terlihat di sana

step-recommend-title = Buat rekomendasi
step-recommend-lead = Pilih program yang menurut Ibu/Bapak cocok. Ini usulan, bukan penetapan: kuota dan keputusan akhir ada pada penyelenggara program.
step-recommend-programs = Program mana?
step-recommend-words = Mengapa cocok?

step-decide-title = Putuskan rekomendasi
step-decide-lead = Ibu/Bapak memutuskan sebagai { $role }.
step-decide-lead-acting = Ibu/Bapak memutuskan sebagai { $acting } { $role }.
step-decide-result = Keputusan Ibu/Bapak
step-decide-result-missing = Pilih keputusannya lebih dahulu.
step-decide-result-approve-hint = Diteruskan ke langkah berikutnya: { $next }.
step-decide-result-approve-last = Ini keputusan terakhir. Sesudah ini kantor meneruskannya ke penyelenggara program.
step-decide-result-return-hint = Kantor memperbaiki, lalu mengajukan lagi. Warga tidak perlu mengulang.
step-decide-result-decline-hint = Warga mendapat alasan, cara menyatakan keberatan, dan apa lagi yang mungkin membantu.
step-decide-reason-return = Apa yang perlu diperbaiki?
step-decide-reason-decline = Mengapa belum bisa?
step-decide-words = Catatan
step-decide-dossier = Yang diusulkan
step-decide-by = Diusulkan oleh
step-decide-programs = Program
step-decide-why = Alasannya
step-decide-chain = Langkah keputusan
step-decide-checked = Hasil pemeriksaan

step-refer-title = Rujuk ke lembaga
step-refer-lead = Lembaga melihat nama, usia, dan alamat warga, kebutuhan ini, berkasnya, dan catatan di bawah. NIK, No. KK, dan nomor telepon tersamar; dibuka hanya bila perlu, setiap kali tercatat. Yang lain tidak mereka lihat.
step-refer-institution = Ke lembaga mana?
step-refer-institution-hint = menjawab paling lambat { $day }
step-refer-institution-beyond = menjawab paling lambat { $day }, sesudah hari yang dijanjikan kepada warga
step-refer-promise-beyond = Sebagian lembaga boleh menjawab sesudah hari itu. Bila Ibu/Bapak merujuk ke sana, mintalah jawaban yang lebih cepat lewat telepon, atau katakan sekarang kepada warga bahwa hasilnya bisa lebih lambat.
step-refer-promise-passed = Hari itu sudah lewat. Katakan kepada warga kapan lembaga paling lambat menjawab, dan mintalah jawaban yang lebih cepat.
step-resubmit-promise-beyond = Lembaga boleh menjawab sampai { $day }, sesudah hari itu. Mintalah jawaban yang lebih cepat lewat telepon, atau katakan sekarang kepada warga bahwa hasilnya bisa lebih lambat.
step-refer-institution-none = Belum ada lembaga aktif untuk bidang ini. Minta administrator menambahkannya di Lembaga mitra.
step-refer-program = Untuk program apa?
step-refer-program-none = Tidak untuk program tertentu
step-refer-consent-read = Bacakan kepada warga: "Ibu/Bapak, agar dibantu, data diri (nama, alamat, telepon, NIK, No. KK) dan berkas untuk kebutuhan ini akan kami kirim ke lembaga tersebut. Mereka hanya boleh memakainya untuk kebutuhan ini. Ibu/Bapak boleh menolak; layanan lain tetap kami berikan. Apakah Ibu/Bapak setuju?"
step-refer-consent = Warga setuju
step-refer-words = Yang perlu diketahui lembaga
step-refer-named = Petugas lembaga yang akan tahu
step-refer-named-hint = Layanan ini terbatas: hanya petugas yang dipilih yang melihatnya.
step-refer-named-none = Belum ada petugas yang terdaftar di lembaga yang boleh menerima layanan terbatas.

step-answer-title = Jawab rujukan
step-answer-lead = Jawaban Ibu/Bapak langsung terlihat oleh kantor yang mengirim dan, dalam kata-kata umum, oleh warga.
step-answer-result = Jawaban
step-answer-result-accepted-hint = Lembaga Ibu/Bapak akan menanganinya.
step-answer-result-more-asked-hint = Sebutkan berkas atau keterangan yang kurang.
step-answer-result-declined-hint = Kantor mencari jalan lain untuk warga.
step-answer-result-given-hint = Bantuan sudah sampai kepada warga.
step-answer-result-not-given-hint = Bantuan tidak jadi diberikan.
step-answer-reason = Alasannya
step-answer-words-given = Apa yang diberikan?
step-answer-given-on = Kapan?
step-answer-words-more = Apa yang kurang?
step-answer-documents = Berkas yang diminta
step-answer-words = Catatan untuk kantor
step-answer-other-answers = Jawaban lain
step-answer-other-ends = Sudah ada hasilnya?
step-answer-need = Kebutuhan
step-answer-sent = Dikirim
step-answer-outcome-title = Catat hasil

step-answer-on-behalf-title = Catat jawaban lembaga
step-answer-on-behalf-lead = Untuk jawaban { $institution } yang datang lewat telepon, surat, pesan, atau pertemuan. Dihitung terpisah dari jawaban lembaga sendiri.
step-answer-on-behalf-on-behalf-who = Siapa yang menjawab (nama dan jabatan)?
step-answer-on-behalf-on-behalf-channel = Lewat apa?
step-answer-on-behalf-on-behalf-day = Tanggal jawaban
step-answer-on-behalf-evidence = Bukti
step-answer-on-behalf-evidence-hint = Surat atau tangkapan layar, bila sudah ditambahkan di bagian Berkas.
step-answer-on-behalf-evidence-none = Tanpa berkas
step-answer-on-behalf-result = Apa jawabannya?

step-resubmit-title = Kirim ulang ke lembaga
step-resubmit-lead = Pastikan yang diminta sudah ditambahkan di bagian Berkas.
step-resubmit-asked = Yang diminta lembaga
step-resubmit-words = Keterangan untuk lembaga

step-take-back-title = Tarik kembali rujukan
step-take-back-lead = Kebutuhan ini kembali ke tugas kantor, dan dapat dirujuk ke lembaga lain. Lembaga yang lama tidak lagi dapat menjawab.
step-take-back-reason = Mengapa ditarik?
step-take-back-reason-hint = Pilih alasan, atau tulis sendiri di bawah.
step-take-back-words = Penjelasan

step-withdraw-recommendation-title = Tarik kembali rekomendasi
step-withdraw-recommendation-lead = Untuk memperbaikinya, atau bila yang memutuskan tidak ada. Kebutuhan ini kembali ke tugas kantor.
step-withdraw-recommendation-words = Mengapa ditarik?

step-decline-title = Belum memenuhi syarat
step-decline-lead = Kebutuhan ini berakhir. Warga membaca alasannya, cara menyatakan keberatan, dan apa lagi yang mungkin membantu.
step-decline-reason = Mengapa belum bisa?
step-decline-words = Catatan

step-confirm-title = Kabar dari warga
step-confirm-lead = Tulis apa yang dikatakan warga sendiri. Hanya kabar ini yang membuat suatu layanan dihitung terbantu.
step-confirm-lead-new = Tercatat. Apakah warga sudah menyatakan terbantu?
step-confirm-later = Belum, tanya nanti
step-confirm-result = Apa kata warga?
step-confirm-result-helped-hint = Kebutuhan ini selesai.
step-confirm-result-partly-hint = Kebutuhan ini dibuka kembali untuk sisanya.
step-confirm-result-not-helped-hint = Kebutuhan ini dibuka kembali.
step-confirm-by = Bagaimana kabar ini diterima?
step-confirm-words = Kata-kata warga

step-close-title = Tutup tanpa kabar warga
step-close-lead = Ditutup dengan alasan, dan tidak dihitung terbantu. Warga sudah menyatakan terbantu? Pakai "Catat kabar warga".
step-close-reason = Alasan menutup
step-close-other-number = Nomor layanan yang diteruskan
step-close-other-number-hint = Layanan lain dari orang yang sama. Warga melihat bahwa kebutuhannya dilanjutkan di sana.
step-close-words = Penjelasan
step-close-words-hint = Wajib bila dialihkan: sebutkan siapa yang berwenang dan bagaimana menghubunginya.

step-reopen-title = Buka kembali
step-reopen-lead = Kebutuhan ini kembali ke tugas kantor dengan waktu baru.
step-reopen-words = Mengapa dibuka kembali?

system-siks-ng = SIKS-NG
system-dtsen = DTSEN
system-lapor = SP4N-LAPOR!
system-bpjs = BPJS
system-dukcapil = Dukcapil
system-other = Lainnya
system-slrt = Dilanjutkan pada layanan
step-done-title = Langkah ini sudah tersimpan
step-done = Isian ini sudah tersimpan sebelumnya, jadi tidak dicatat dua kali. Lihat keadaan terbaru; perubahan dicatat sebagai langkah baru.
step-registry = Menurut data
step-answer-whom = Lihat NIK, telepon, dan alamat di halaman layanan
step-note-number-external-number-hint = Sudah pernah dicatat? Ketik nomor yang sama: tanggal dan statusnya diperbarui.
step-note-number-referral = Rujukan yang mana?
step-note-number-referral-none = Bukan untuk satu rujukan
step-escalate-reason = Alasan
step-withdraw-recommendation-reason = Alasan
step-confirm-reason = Mengapa belum terbantu?
concern-promised-beyond = { $day }, sebelum batas langkah ini: hubungi yang mendapat giliran, dan kabari warga bila tidak bisa lebih cepat
