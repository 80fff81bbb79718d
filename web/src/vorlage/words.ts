/** Words of an act that was not sent yet: kept in this window, so that a sign-in, a reload or the way back loses none. */
const name = (place: string): string => `worte/${place}`

export const words = {
  read(place: string): string {
    try {
      return sessionStorage.getItem(name(place)) ?? ""
    } catch {
      return ""
    }
  },
  write(place: string, text: string): void {
    try {
      if (text === "") sessionStorage.removeItem(name(place))
      else sessionStorage.setItem(name(place), text)
    } catch {
      // Without storage they live as long as the dialog.
    }
  },
}
