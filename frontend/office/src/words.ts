/**
 * Every word that scripts put on the screen. The server gives the user's language in `<body data-words='{"key":"text"}'>`;
 * what is missing there falls back to the Indonesian below. `{name}` stands for a value.
 */
const indonesian = {
  "autosave.restored": "Isian Ibu/Bapak yang belum terkirim dikembalikan.",
  "autosave.discard": "Buang isian ini",
  "autosave.full": "Ruang simpan di perangkat ini penuh. Kirim isian ini sebelum menutup halaman.",
  "copy.done": "Tersalin",
  "copy.failed": "Belum tersalin. Tekan lama pada tulisan untuk menyalin.",
  "error.network": "Sambungan terputus. Tidak ada yang hilang; coba lagi sebentar lagi.",
  "error.server": "Server sedang bermasalah. Tidak ada yang hilang dari layar ini; coba lagi sebentar lagi.",
  "error.denied": "Peran ini belum mengizinkan tindakan tersebut. Tidak ada yang berubah.",
  "error.sessionEnded": "Sesi sudah berakhir. Masuk lagi untuk melanjutkan; isian yang belum terkirim tetap tersimpan di perangkat ini.",
  "error.logIn": "Masuk lagi",
  "file.one": "Pilih berkas",
  "file.several": "Pilih satu atau beberapa berkas",
  "file.photo": "Ambil atau pilih foto",
  "file.none": "Belum ada yang dipilih",
  "form.sending": "Mengirim…",
  "form.stillSending": "Masih mengirim berkas; jangan tutup halaman ini",
  "kept.title": "Isian yang tersimpan di perangkat ini",
  "kept.lead": "Sesi tadi berakhir sebelum isian ini sampai di server. Isian dikirim sekarang; tidak perlu diketik ulang.",
  "kept.form": "Isian",
  "kept.sent": "Sudah terkirim",
  "kept.waiting": "Menunggu sambungan; dikirim sendiri nanti",
  "kept.refused": "Belum diterima server. Buka, perbaiki, lalu kirim lagi.",
  "kept.on": "Lanjut bekerja",
  "logout.waiting": "Masih ada {count} isian yang belum terkirim. Jika keluar sekarang, isian itu dihapus dari perangkat ini.",
  "logout.anyway": "Hapus dan keluar",
  "nik.count": "{count} dari {total} angka",
  "nik.full": "{total} angka, lengkap",
  "photo.shrinking": "Mengecilkan foto…",
  "photo.ready": "{name}: siap dikirim, {size} (asli {original})",
  "photo.kept": "{name}: dikirim apa adanya, {size}. Foto tidak dapat dikecilkan di perangkat ini.",
  "photo.file": "{name}: {size}",
  "photo.notPicture": "{name}: berkas ini bukan foto yang kami kenali. Pakai JPEG, PNG, atau WebP.",
  "photo.preview": "Pratinjau {name}",
  "resend.waiting": "Sambungan terputus. {count} isian tersimpan di perangkat ini dan dikirim sendiri nanti.",
  "resend.memory": "Sambungan terputus dan ruang simpan penuh. Jangan tutup halaman ini: {count} isian menunggu di sini.",
  "resend.session": "{count} isian menunggu. Masuk lagi untuk mengirimnya.",
  "resend.now": "Kirim sekarang",
  "resend.sending": "Mengirim isian yang menunggu…",
  "resend.sent": "{count} isian yang menunggu sudah terkirim.",
  "resend.open": "Buka",
  "resend.close": "Tutup",
  "resend.stillWaits": "Isian dari formulir ini masih menunggu dikirim dari perangkat ini. Tidak perlu diketik ulang.",
  "resend.refused": "{count} isian belum diterima server. Tidak ada yang hilang; buka, perbaiki, lalu kirim lagi.",
  "resend.fix": "Buka isian",
  "resend.queued": "Menunggu sambungan",
  "resend.next": "Formulir berikutnya",
  "resend.nextReady": "Isian tadi tersimpan di perangkat ini dan dikirim sendiri nanti. Silakan isi formulir berikutnya.",
  "resend.fixing": "Isian ini belum diterima server dan dikembalikan ke sini. Periksa, lalu kirim lagi.",
  "resend.gone": "Isian ini belum diterima server, dan langkahnya tidak bisa dilakukan lagi di halaman ini.",
  "resend.noSecret": "Sambungan terputus. Isian ini memuat kata sandi atau PIN, jadi tidak disimpan di perangkat. Coba kirim lagi.",
  "stepper.title": "{step} · {title}",
  "validate.summary": "Ada yang perlu diperiksa",
  "validate.required": "{label}: belum diisi.",
  "validate.choose": "{label}: belum dipilih.",
  "validate.wrong": "{label}: periksa lagi penulisannya.",
  "validate.thisField": "Isian ini",
} as const;

/** A key of the word list; the server's fluent files use the same keys. */
export type WordKey = keyof typeof indonesian;

/** All keys, for the server's test that every language has them. */
export const wordKeys = Object.keys(indonesian) as WordKey[];

let translated: Partial<Record<string, string>> | undefined;

function translations(): Partial<Record<string, string>> {
  if (translated) return translated;
  translated = {};
  try {
    const parsed: unknown = JSON.parse(document.body.dataset["words"] ?? "{}");
    if (parsed && typeof parsed === "object") translated = parsed as Partial<Record<string, string>>;
  } catch {
    // A malformed attribute must not silence the page: the Indonesian words still speak.
  }
  return translated;
}

/** The text of `key` in the user's language, with `{name}` filled in. */
export function word(key: WordKey, values: Record<string, string | number> = {}): string {
  const text = translations()[key] ?? indonesian[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Reads `data-words` again; tests change it between cases. */
export function forgetWords(): void {
  translated = undefined;
}
