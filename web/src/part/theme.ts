/** Light or dark: as the system says, until somebody chooses here; kept in this browser only. */
export type Theme = "system" | "light" | "dark"
const NAME = "darstellung"
const dark = window.matchMedia("(prefers-color-scheme: dark)")

function kept(): Theme {
  try {
    const found = localStorage.getItem(NAME)
    return found === "light" || found === "dark" ? found : "system"
  } catch {
    return "system"
  }
}

function show(): void {
  const chosen = kept()
  document.documentElement.dataset.kernTheme = chosen === "system" ? (dark.matches ? "dark" : "light") : chosen
}

export const theme = {
  /** sets the look now and whenever the system changes */
  follow(): void {
    show()
    dark.addEventListener("change", show)
  },
  kept,
  choose(next: Theme): void {
    try {
      if (next === "system") localStorage.removeItem(NAME)
      else localStorage.setItem(NAME, next)
    } catch {
      // A browser without storage follows the system.
    }
    show()
  },
}
