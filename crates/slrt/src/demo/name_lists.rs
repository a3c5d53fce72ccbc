//! Given names. Lists of words, put together by `names.rs`.

/// Names of those born before 1980, who are named after where they come from.
pub(super) struct OldNames {
    pub men_old: &'static [&'static str],
    pub men_old_second: &'static [&'static str],
    pub women_old: &'static [&'static str],
    pub women_old_second: &'static [&'static str],
    pub men: &'static [&'static str],
    pub women: &'static [&'static str],
}

pub(super) static LAMPUNG: OldNames = OldNames {
    men_old: &[
        "Abdul Roni", "Abu Bakar", "Ahmad", "Ali Hasan", "Baheram", "Bakri", "Bastari", "Burhan", "Cik Ali", "Dahlan", "Darwis", "Daud", "Fadhil", "Hamdan", "Hamzah",
        "Hasbullah", "Hasim", "Husin", "Ibrahim", "Idrus", "Ilyas", "Ishak", "Ismail", "Jauhari", "Kamaludin", "Komarudin", "M Nur", "Makmun", "Mahmud", "Mansyur", "Marzuki",
        "Mat Nur", "Mat Yasin", "Mawardi", "Muhidin", "Murad", "Musa", "Nawawi", "Rahman", "Ramli", "Saleh", "Salim", "Sarbini", "Sulaiman", "Syahrudin", "Tamrin", "Thabrani",
        "Umar", "Usman", "Yahya", "Yakub", "Yunus", "Zainudin", "Zakaria",
    ],
    men_old_second: &["Hasan", "Husin", "Yusuf", "Ali", "Umar", "Saleh", "Karim", "Rauf", "Wahab", "Murad", "Syukur", "Manan", "Halim", "Rozak", "Kadir", "Latif"],
    women_old: &[
        "Aisyah", "Aminah", "Asiah", "Asnah", "Badariah", "Fatimah", "Habibah", "Halimah", "Hamidah", "Hasanah", "Hasnah", "Jauhari", "Jamilah", "Jawariah", "Khadijah",
        "Latifah", "Mariam", "Maimunah", "Maryati", "Mardiah", "Masnah", "Masitoh", "Nafsiah", "Nurbaiti", "Nurhayati", "Nuraini", "Nurjanah", "Rabiah", "Rohima", "Rohani",
        "Rokiah", "Romlah", "Rosmala", "Rusdiah", "Sahara", "Salamah", "Salmah", "Saodah", "Siti Hawa", "Siti Aminah", "Sumiyah", "Syamsiah", "Yuhana", "Yurnani", "Zahara",
        "Zainab", "Zaleha", "Zubaidah", "Zuraida",
    ],
    women_old_second: &["Hasan", "Binti Ali", "Binti Umar", "Wati", "Hayati", "Binti Saleh", "Ningsih", "Binti Karim", "Binti Husin", "Binti Yusuf"],
    men: &[
        "Ahmad", "Alfian", "Ansori", "Ardiansyah", "Arifin", "Asnawi", "Azwar", "Bahrudin", "Barmawi", "Basri", "Darmawan", "Edison", "Effendi", "Erwansyah", "Fahrurozi",
        "Fauzi", "Firdaus", "Hadiyanto", "Haidir", "Halimi", "Hamdani", "Haris", "Hasanudin", "Helmi", "Herman", "Heriyadi", "Iskandar", "Jamaludin", "Juanda", "Junaidi",
        "Khairudin", "Lukman", "Marhasan", "Masrur", "Mirza", "Muslim", "Mustofa", "Nasrun", "Paisal", "Riduan", "Rosidi", "Ruslan", "Sabirin", "Sahril", "Saidi", "Samsudin",
        "Sopian", "Sukri", "Suhaimi", "Syahrial", "Syaiful", "Tabrani", "Yulizar", "Yusrizal", "Zaidan", "Zulfikar", "Zulkifli",
    ],
    women: &[
        "Asmarita", "Darmawati", "Diana", "Eliyana", "Elmawati", "Ermawati", "Erlina", "Erna", "Fauziah", "Febriyana", "Halimatus", "Hartati", "Hayatun", "Herawati", "Hermayani",
        "Husnawati", "Ida", "Jauharoh", "Kartini", "Komala", "Laila", "Linawati", "Lismawati", "Maisaroh", "Marlina", "Masdalena", "Megawati", "Meriyana", "Mustika", "Nelawati",
        "Novita", "Nurhasanah", "Nurlela", "Nurmala", "Nurul", "Rahmawati", "Ratna", "Rosdiana", "Rosmawati", "Rosneli", "Rusmini", "Sahariah", "Salbiah", "Samsiah", "Sulastri",
        "Susilawati", "Umi", "Yanti", "Yuliana", "Yulita", "Yusnani", "Zainabun", "Zuhro",
    ],
};

pub(super) static JAWA: OldNames = OldNames {
    men_old: &[
        "Darmo", "Kasan", "Kasiman", "Kromo", "Marsudi", "Mujiono", "Ngadiman", "Ngatimin", "Paidi", "Paijo", "Parto", "Ponimin", "Radiman", "Saiman", "Samidi", "Sardi", "Sarjo",
        "Sastro", "Slamet", "Sodikin", "Sudarmo", "Sugito", "Sukarjo", "Sukimin", "Sukirman", "Sumarto", "Suparman", "Supardi", "Suratmin", "Suroso", "Sutarman", "Suwarno",
        "Tugimin", "Tukiman", "Wagimin", "Wakidi", "Warsito", "Yatiman",
    ],
    men_old_second: &["Wiyono", "Hadi", "Utomo", "Suwito", "Pranoto", "Raharjo", "Sentono", "Widodo"],
    women_old: &[
        "Dasiyem", "Jumirah", "Karsinah", "Kasinem", "Kasmi", "Lasmi", "Mujinah", "Muryati", "Ngadinem", "Ngatiyem", "Painem", "Paniyem", "Ponirah", "Poniyem", "Rubiyem", "Rukiyah",
        "Saminah", "Samini", "Sarinem", "Sarmi", "Sati", "Sayem", "Sukinah", "Sumarni", "Sumini", "Suparti", "Suratmi", "Tarminah", "Tukiyem", "Tumini", "Wagirah", "Wagiyem",
        "Warsinah", "Yatinem",
    ],
    women_old_second: &["Rahayu", "Lestari", "Utami", "Hadi", "Sumarto"],
    men: &[
        "Agus", "Bambang", "Bejo", "Budi", "Djoko", "Eko", "Gunawan", "Haryanto", "Heru", "Joko", "Kuswanto", "Mulyono", "Mugiono", "Nur", "Parjo", "Purwanto", "Riyadi", "Rohmat",
        "Sarwono", "Setiyo", "Sholihin", "Sugeng", "Sugiarto", "Suharno", "Sujarwo", "Sukamto", "Suparno", "Supriyadi", "Suprapto", "Suroto", "Susanto", "Suyatno", "Suyono",
        "Teguh", "Triyono", "Tukijo", "Wahyudi", "Warsono", "Widodo", "Yatno",
    ],
    women: &[
        "Endang", "Eny", "Giyarti", "Hartini", "Indarti", "Ismiyati", "Jumiati", "Kasiyati", "Kusmiyati", "Lastri", "Mariyem", "Mujiati", "Murni", "Muryani", "Ngatini", "Nurul",
        "Partini", "Poniati", "Purwanti", "Rini", "Rumiyati", "Siti", "Sri", "Sriyati", "Sudarmi", "Sugiyarti", "Suharti", "Sulasmi", "Sumiati", "Sunarti", "Supriyati", "Suryani",
        "Sutinah", "Suwarni", "Titik", "Tri", "Tumiyem", "Wahyuni", "Wartini", "Yatmi",
    ],
};

pub(super) static SUNDA: OldNames = OldNames {
    men_old: &[
        "Adang", "Ajat", "Amin", "Anda", "Apandi", "Atma", "Dadi", "Darma", "Didi", "Durahman", "Emen", "Encep", "Engkos", "Idi", "Iding", "Juhri", "Karna", "Maman", "Mamat", "Odang",
        "Oman", "Omo", "Sarip", "Sarta", "Tatang", "Ujang", "Uyat", "Wikarta",
    ],
    men_old_second: &["Sukarya", "Suherman", "Sutisna", "Permana", "Hidayat", "Supriatna", "Sobandi"],
    women_old: &[
        "Acih", "Aisah", "Anah", "Arsih", "Awang", "Cicih", "Edah", "Emeh", "Encum", "Eneng", "Enok", "Erah", "Icih", "Ijah", "Ikah", "Iroh", "Itoh", "Juju", "Kokom", "Minah", "Mumun",
        "Narsih", "Onah", "Rukmini", "Sarmi", "Titi", "Uju", "Unah",
    ],
    women_old_second: &["Rohayati", "Suhaeni", "Rukmana", "Komariah", "Juariah"],
    men: &[
        "Ade", "Agus", "Asep", "Cecep", "Dadan", "Dadang", "Dede", "Deden", "Dedi", "Dudung", "Elan", "Endang", "Enjang", "Entis", "Engkus", "Iwan", "Jajang", "Koswara", "Mamat",
        "Nana", "Ohim", "Rahmat", "Saepul", "Sarifudin", "Taryana", "Tatang", "Ucup", "Ujang", "Wawan", "Yaya", "Yayan", "Yusup",
    ],
    women: &[
        "Aas", "Ai", "Cucu", "Dedeh", "Eha", "Elis", "Eneng", "Entin", "Euis", "Ica", "Iis", "Imas", "Kokom", "Lilis", "Mimin", "Nani", "Neneng", "Nining", "Nunung", "Nurjanah", "Ocih",
        "Oom", "Rohayati", "Sumiati", "Tati", "Teti", "Tuti", "Wiwin", "Yati", "Yayah", "Yoyoh", "Yuyun",
    ],
};

pub(super) static MINANG: OldNames = OldNames {
    men_old: &[
        "Amiruddin", "Anwar", "Bahar", "Bustami", "Chaidir", "Darwis", "Djamaris", "Hamid", "Jamalus", "Kasim", "Lukman", "Mahyuddin", "Malin", "Marah", "Muchtar", "Nasir", "Nasrul",
        "Nurdin", "Rustam", "Samsuar", "Syafei", "Syamsuddin", "Tahar", "Umar", "Yusman",
    ],
    men_old_second: &["Sutan", "Malin", "Bagindo", "Sidi", "Marajo", "Nur"],
    women_old: &[
        "Asni", "Asma", "Baniar", "Dahniar", "Darnis", "Djusna", "Jasmani", "Juriah", "Mariani", "Nurbaini", "Nurcaya", "Nurma", "Nurlis", "Nursiah", "Rabaani", "Rakiah", "Ramalah",
        "Rosma", "Rosmani", "Rosna", "Sahara", "Sawiyah", "Syamsinar", "Upik", "Yulinar", "Zainar", "Zuraini",
    ],
    women_old_second: &["Nur", "Rasyid", "Yusuf", "Sutan"],
    men: &[
        "Afrizal", "Alizar", "Amrizal", "Arman", "Asril", "Azwir", "Basrizal", "Dasril", "Edi", "Efrizal", "Elfis", "Erizal", "Fauzan", "Hendri", "Herizal", "Indra", "Isral", "Jasman",
        "Masril", "Nofrizal", "Nasrizal", "Rizal", "Ridwan", "Syafrizal", "Syafril", "Yasril", "Yonhendri", "Yurnalis", "Zulfahmi", "Zulhendri",
    ],
    women: &[
        "Afrida", "Armaini", "Asnimar", "Desmawati", "Desniwati", "Elfiza", "Elvina", "Ermiwati", "Fitriani", "Gusmawati", "Jusmaniar", "Lismar", "Mardianis", "Mawarni", "Misrawati",
        "Nelmawati", "Nurhayani", "Rahmi", "Resmiati", "Rosmiati", "Ratnawilis", "Syafniar", "Upik", "Welmi", "Yarnis", "Yelmi", "Yulianis", "Yusmaniar", "Zulbaidah", "Zulhelmi",
    ],
};

pub(super) static BUGIS: OldNames = OldNames {
    men_old: &[
        "Ambo", "Ambo Tang", "Baco", "Badawing", "Baso", "Beddu", "Beddu Amin", "Colli", "Daeng Masse", "Hamma", "La Bora", "La Tahang", "Lolo", "Mappa", "Muhammad Ali", "Nurdin",
        "Pabokori", "Sakka", "Semmang", "Tahang", "Tamma",
    ],
    men_old_second: &["Amin", "Rala", "Sakka", "Tang", "Upe"],
    women_old: &[
        "Baji", "Banong", "Becce", "Besse", "Dahira", "Fatimang", "Hadara", "Hafsah", "Halija", "Hamida", "Hasnah", "I Kacong", "Mardawiah", "Marhani", "Nursiah", "Rahma", "Sitti Hasnah",
        "Sitti Aminah", "Tenri", "Timang",
    ],
    women_old_second: &["Tenri", "Amin", "Rahma", "Intang"],
    men: &[
        "Abidin", "Ambo Upe", "Anwar", "Arifuddin", "Arsyad", "Asdar", "Baharuddin", "Burhanuddin", "Hamzah", "Haruna", "Jabir", "Jamaluddin", "Kamaruddin", "Muhtar", "Muis", "Nasruddin",
        "Rusdi", "Rustang", "Sainuddin", "Sudirman", "Sulaeman", "Supardin", "Syamsul", "Yusuf",
    ],
    women: &[
        "Asmawati", "Darmiati", "Hajrah", "Hasmiati", "Hasnawati", "Haslinda", "Hernawati", "Irmawati", "Jumriani", "Jusniati", "Kartini", "Mardiana", "Marwah", "Nurbaya", "Nurhaedah",
        "Nursida", "Rahmatia", "Ramlah", "Rosdiana", "Rosmini", "Sitti Rahma", "Suarni", "Sunarti", "Suriani", "Tenri",
    ],
};

pub(super) const MEN_SECOND_60: &[&str] = &[
    "Arifin", "Efendi", "Hidayat", "Hasan", "Hakim", "Saputra", "Wijaya", "Santoso", "Kurniawan", "Setiawan", "Rahman", "Gani", "Yusuf", "Rasyid", "Anwar", "Syahputra", "Supriyanto",
    "Sanjaya", "Kusuma", "Hamid", "Mulyadi", "Nasution", "Iskandar", "Firmansyah", "Suryadi", "Hartono", "Lubis", "Ibrahim", "Bahri", "Azhari",
];
pub(super) const WOMEN_SECOND_60: &[&str] = &[
    "Wati", "Ningsih", "Yani", "Hayati", "Lestari", "Rahayu", "Astuti", "Handayani", "Suryani", "Yanti", "Sari", "Kurniasih", "Aini", "Fatimah", "Hasanah", "Maryam", "Puspita", "Dewi",
    "Utami", "Mulyani", "Susanti", "Rohani", "Khotimah", "Aminah", "Zahra", "Murni",
];
pub(super) const MEN_80: &[&str] = &[
    "Adi", "Afrizal", "Agung", "Ahmad", "Aldi", "Alex", "Andi", "Andri", "Ari", "Arif", "Asep", "Bayu", "Budi", "Candra", "Dani", "Dedi", "Deni", "Dian", "Doni", "Edi", "Eko", "Fajar",
    "Fahmi", "Feri", "Galih", "Hadi", "Hendra", "Heri", "Iman", "Imron", "Indra", "Irfan", "Irwan", "Ismail", "Joni", "Khoirul", "Lukman", "M Yusuf", "Nanang", "Nurdin", "Oki",
    "Panji", "Purnomo", "Rahmat", "Ramdan", "Rendi", "Riko", "Rian", "Rizal", "Robi", "Roni", "Rudi", "Samsul", "Slamet", "Solihin", "Sopyan", "Sugeng", "Taufik", "Tomi", "Toni", "Wahyu",
    "Wawan", "Yanto", "Yoga", "Yudi", "Zaenal",
];
pub(super) const MEN_SECOND_80: &[&str] = &[
    "Saputra", "Setiawan", "Kurniawan", "Hidayat", "Firmansyah", "Wijaya", "Susanto", "Prasetyo", "Gunawan", "Irawan", "Efendi", "Santoso", "Nugroho", "Ramadhan", "Hermawan", "Maulana",
    "Pratama", "Purnama", "Sanjaya", "Wibowo", "Kusuma", "Hartanto", "Rahman", "Fauzi", "Ardiansyah", "Syahputra", "Handoko", "Darmawan", "Suhendra", "Anwar", "Wahyudi", "Jaya", "Nurrohman",
];
pub(super) const WOMEN_80: &[&str] = &[
    "Ana", "Ani", "Anita", "Asih", "Atik", "Ayu", "Desi", "Devi", "Dewi", "Dian", "Dwi", "Efi", "Eka", "Elly", "Ema", "Endang", "Eni", "Erna", "Evi", "Farida", "Fatmawati", "Fitri", "Heni",
    "Ika", "Indah", "Ita", "Karsih", "Lia", "Lilis", "Lina", "Lisa", "Maya", "Mega", "Meri", "Mila", "Nani", "Neli", "Neni", "Nia", "Nila", "Nita", "Novi", "Nur", "Nurul", "Puji", "Ratih",
    "Reni", "Resti", "Rika", "Rina", "Rini", "Risma", "Rita", "Rohmah", "Sari", "Septi", "Siti", "Sri", "Sulis", "Susi", "Tia", "Tika", "Titin", "Tri", "Umi", "Vera", "Wahyu", "Winda",
    "Wiwik", "Yani", "Yanti", "Yeni", "Yulia", "Yuni", "Yuyun",
];
pub(super) const WOMEN_SECOND_80: &[&str] = &[
    "Lestari", "Wulandari", "Sari", "Astuti", "Handayani", "Oktavia", "Puspita Sari", "Anggraini", "Rahayu", "Rahmawati", "Kurniasih", "Setiawati", "Novita Sari", "Marlina", "Yuliana",
    "Fitriani", "Susanti", "Agustina", "Permatasari", "Maharani", "Kartika", "Mulyani", "Ningsih", "Safitri", "Damayanti", "Utami", "Nurjanah", "Hasanah", "Khasanah", "Purwanti", "Apriani",
    "Melati", "Indriani",
];
pub(super) const MEN_95: &[&str] = &[
    "Adit", "Aditya", "Afif", "Agung", "Ahmad", "Alfin", "Alif", "Andika", "Angga", "Anjas", "Ardi", "Arya", "Bagas", "Bagus", "Bima", "Bintang", "Danang", "Dandi", "Dani", "Daffa", "Deri",
    "Dicky", "Dimas", "Dwi", "Egi", "Fadli", "Fahri", "Faisal", "Farhan", "Febri", "Feri", "Fikri", "Galang", "Gilang", "Habib", "Hafiz", "Ibnu", "Ilham", "Iqbal", "Irfan", "Jefri", "Kevin",
    "Krisna", "Lutfi", "M Rizki", "Muhammad", "Nanda", "Naufal", "Noval", "Putra", "Rafi", "Rahmat", "Raihan", "Rama", "Rangga", "Reza", "Ridho", "Rifki", "Rizki", "Satria", "Septian", "Surya",
    "Syahrul", "Tegar", "Tio", "Vino", "Wahyu", "Wisnu", "Yoga", "Yogi", "Yusuf", "Zaki",
];
pub(super) const MEN_SECOND_95: &[&str] = &[
    "Saputra", "Pratama", "Ramadhan", "Maulana", "Kurniawan", "Firmansyah", "Setiawan", "Hidayat", "Prayoga", "Nugraha", "Permana", "Ardiansyah", "Alfarizi", "Wijaya", "Aditya", "Febriansyah",
    "Hakim", "Akbar", "Fadilah", "Wicaksono", "Prasetya", "Rahmadani", "Mahendra", "Syahputra", "Fauzan", "Irawan", "Purnomo", "Hermansyah", "Oktavian", "Apriansyah",
];
pub(super) const WOMEN_95: &[&str] = &[
    "Adelia", "Aisyah", "Alya", "Amelia", "Anisa", "Annisa", "Aprilia", "Aulia", "Ayu", "Bella", "Cindy", "Cinta", "Citra", "Della", "Dea", "Desta", "Devina", "Dinda", "Diah", "Dita", "Elsa",
    "Erika", "Fadila", "Fani", "Fatma", "Febi", "Feni", "Fitria", "Gita", "Hana", "Indah", "Intan", "Ira", "Jihan", "Kartika", "Khoirunnisa", "Laras", "Lailatul", "Linda", "Mawar", "Melinda",
    "Mia", "Mutia", "Nabila", "Nadia", "Nanda", "Nisa", "Novia", "Nurul", "Okta", "Putri", "Rahma", "Ratna", "Refi", "Regina", "Rara", "Reva", "Rizka", "Salsabila", "Selvi", "Silvia", "Sinta",
    "Siska", "Siti", "Syifa", "Tiara", "Tasya", "Ulfa", "Vina", "Wanda", "Widya", "Wulan", "Yola", "Yuni", "Zahra", "Zulfa",
];
pub(super) const WOMEN_SECOND_95: &[&str] = &[
    "Putri", "Lestari", "Oktaviani", "Safitri", "Ramadhani", "Anggraini", "Maharani", "Rahmawati", "Salsabila", "Wulandari", "Permata Sari", "Febriani", "Azzahra", "Pratiwi", "Nuraini",
    "Amalia", "Aulia", "Khairunnisa", "Rahmadani", "Apriliani", "Damayanti", "Fitriani", "Nurhaliza Sari", "Utami", "Agustin", "Septiani", "Melati", "Cahyani", "Andini", "Kirana",
];
pub(super) const MEN_10: &[&str] = &[
    "Abidzar", "Adnan", "Afnan", "Ahza", "Aidan", "Alfatih", "Alvaro", "Ananda", "Arka", "Arsya", "Arjuna", "Athar", "Attar", "Azka", "Azzam", "Bilal", "Bryan", "Daffa", "Damar", "Daniel",
    "Dzaki", "El Rafif", "Fathan", "Fathir", "Gavin", "Gibran", "Haikal", "Hafiz", "Hanif", "Hasbi", "Ibrahim", "Ikhsan", "Izzan", "Kaisar", "Kenzo", "Khalid", "Labib", "Luthfi", "M Alfarizi",
    "M Fatir", "M Rafa", "Muhammad", "Nizam", "Rafa", "Rafka", "Raka", "Rasya", "Reyhan", "Rizki", "Safaraz", "Satria", "Shaka", "Syafiq", "Umar", "Uwais", "Yusuf", "Zafran", "Zayn", "Zidan",
];
pub(super) const MEN_SECOND_10: &[&str] = &[
    "Al Ghifari", "Ramadhan", "Alfarizqi", "Pratama", "Saputra", "Al Farisi", "Maulana", "Hakim", "Abqari", "Alfarizi", "Ardiansyah", "Nugraha", "Putra", "Abdillah", "Arrasyid", "Athallah",
    "Hidayatullah", "Kurniawan", "Pradipta", "Ramadan", "Firmansyah", "Atmaja", "Rafandra", "Fadhilah",
];
pub(super) const WOMEN_10: &[&str] = &[
    "Adiba", "Afifah", "Aira", "Aisha", "Alena", "Alesha", "Aleea", "Almira", "Alika", "Anindya", "Arsyila", "Aqila", "Arumi", "Asyifa", "Atika", "Azalea", "Azkia", "Bunga", "Cahaya", "Calista",
    "Ceisya", "Cinta", "Dhira", "Elshanum", "Fathia", "Freya", "Ghania", "Hafizah", "Hanum", "Humaira", "Inara", "Kaila", "Kanaya", "Keisha", "Khanza", "Kayla", "Lubna", "Maira", "Maryam",
    "Meisya", "Mikayla", "Nadhira", "Nafisa", "Naila", "Naura", "Nayla", "Queen", "Qiana", "Raisa", "Rania", "Safira", "Sakinah", "Salwa", "Shakila", "Sheza", "Syakira", "Talita", "Yumna",
    "Zahira", "Zalfa", "Zea", "Zivana",
];
pub(super) const WOMEN_SECOND_10: &[&str] = &[
    "Azzahra", "Ramadhani", "Putri", "Khairunnisa", "Humaira", "Salsabila", "Nur Aini", "Az Zahra", "Almaira", "Maulida", "Shanum", "Zahira", "Kirana", "Aulia", "Hasanah", "Nabila", "Rahma",
    "Fadhilah", "Anindita", "Mecca", "Syaqila", "Oktavia", "Lestari", "Safa", "Mahira",
];
