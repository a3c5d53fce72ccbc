import type { Field, Waiting } from "./queue.ts";
import { draftKeyOf } from "./autosave.ts";
import { csrfToken, heading } from "./page.ts";

/** Packs a form as the browser would send it, so that it can wait on the device. */
export async function pack(form: HTMLFormElement, submitter: HTMLElement | null): Promise<Waiting> {
  const data = new FormData(form);
  const name = submitter?.getAttribute("name");
  if (name) data.append(name, submitter?.getAttribute("value") ?? "");
  const fields: Field[] = [];
  for (const [field, value] of data.entries()) {
    if (typeof value === "string") fields.push({ name: field, value });
    else fields.push({ name: field, file: value.name, type: value.type, data: await dataUrl(value) });
  }
  const draft = draftKeyOf(form);
  const id = data.get("operation_id");
  return {
    id: typeof id === "string" && id ? id : newId(),
    action: new URL(submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.href, location.href).href,
    multipart: form.enctype === "multipart/form-data",
    fields,
    page: location.pathname + location.search,
    title: heading(),
    ...(draft ? { draft } : {}),
  };
}

/** The body of the request, with the token of today's session in place of the one it was packed with. */
export function bodyOf(entry: Waiting): FormData | URLSearchParams {
  const values = entry.fields.map((field) => ("value" in field && field.name === "csrf_token" ? { ...field, value: csrfToken() || field.value } : field));
  if (entry.multipart) {
    const body = new FormData();
    for (const field of values) {
      if ("value" in field) body.append(field.name, field.value);
      else body.append(field.name, fileOf(field), field.file);
    }
    return body;
  }
  const body = new URLSearchParams();
  for (const field of values) body.append(field.name, "value" in field ? field.value : field.file);
  return body;
}

/** A file that waited, as it was. */
export function fileOf(field: { file: string; type: string; data: string }): File {
  const bytes = atob(field.data.slice(field.data.indexOf(",") + 1));
  return new File([Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))], field.file, { type: field.type });
}

function dataUrl(file: File): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = () => failed(reader.error ?? new Error("unreadable file"));
    reader.readAsDataURL(file);
  });
}

/** A random UUID; `crypto.randomUUID` is missing where an office's server has no TLS. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
