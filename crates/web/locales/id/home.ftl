home-title = Satu pintu untuk semua bantuan
home-about = Butuh bantuan untuk kesehatan, sekolah, rumah, atau kebutuhan lain? { $brand } membantu mencari program yang sesuai dan mengawalnya sampai bantuan datang.
home-contacts-about = Cari petugas terdekat.
home-status = Cek layanan saya
home-status-about = Dengan nomor layanan dan PIN.
home-free = Semua layanan di sini tidak dipungut biaya.
home-officers = Masuk untuk petugas
home-demo-about = Pilih satu peran untuk mencoba. Kata sandi semuanya:
