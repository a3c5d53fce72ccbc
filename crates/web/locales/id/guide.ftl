guide-title = Panduan satu halaman
guide-lead = Satu halaman A4 untuk setiap tugas. Cetak, lipat, tempel di dekat meja.
guide-own = tugas Ibu/Bapak
guide-print = Cetak di A4
