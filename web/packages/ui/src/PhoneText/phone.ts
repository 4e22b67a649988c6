// Phone numbers as people read them.

/** `+8613800000000` → `138 0000 0000`; landlines, service and foreign numbers keep their parts; what is masked already stays. */
export function phoneText(phone: string): string {
  if (phone.includes('*')) return phone
  const mobile = /^(?:\+?86)?(1\d{2})(\d{4})(\d{4})$/.exec(phone)
  if (mobile) return mobile.slice(1).join(' ')
  const service = /^\+86([48]00)(\d{3})(\d{4})$/.exec(phone)
  if (service) return service.slice(1).join(' ')
  const landline = /^\+86(10|2\d|[3-9]\d{2})(\d{3,4})(\d{4})$/.exec(phone)
  if (landline) return `0${landline[1]} ${landline[2]} ${landline[3]}`
  return phone.startsWith('+86') ? phone.slice(3) : phone
}
