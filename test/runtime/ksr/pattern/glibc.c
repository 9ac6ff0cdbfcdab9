// Records what glibc's regcomp(REG_EXTENDED) and regexec do with the questions in glibc.json: prints the file anew.
//   gcc -O2 -o /tmp/glibc test/runtime/ksr/pattern/glibc.c && node test/runtime/ksr/pattern/record.ts /tmp/glibc
// A question is three lines: flags (any of "i", "n", or "-"), then pattern and subject as hexadecimal octets.
// The answer is one line: "bad" (regcomp refuses), "none", or begin-end of the match and its groups ("." for none).
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *line(void) {
  static char text[1 << 20];
  if (fgets(text, sizeof text, stdin) == NULL) return NULL;
  text[strcspn(text, "\n")] = 0;
  return text;
}

static char *octets(void) {
  char *hex = line();
  if (hex == NULL) return NULL;
  size_t n = strlen(hex) / 2;
  char *out = malloc(n + 1);
  for (size_t i = 0; i < n; i++) sscanf(hex + 2 * i, "%2hhx", (unsigned char *)out + i);
  out[n] = 0;
  return out;
}

int main(void) {
  for (char *flags; (flags = line()) != NULL;) {
    int how = REG_EXTENDED;
    if (strchr(flags, 'i')) how |= REG_ICASE;
    if (strchr(flags, 'n')) how |= REG_NEWLINE;
    char *pattern = octets(), *subject = octets();
    regex_t re;
    regmatch_t m[10];
    if (regcomp(&re, pattern, how) != 0) puts("bad");
    else {
      if (regexec(&re, subject, 10, m, 0) != 0) puts("none");
      else {
        size_t n = re.re_nsub < 9 ? re.re_nsub : 9;
        for (size_t i = 0; i <= n; i++) {
          if (m[i].rm_so < 0) printf(i ? " ." : ".");
          else printf(i ? " %d-%d" : "%d-%d", (int)m[i].rm_so, (int)m[i].rm_eo);
        }
        puts("");
      }
      regfree(&re);
    }
    free(pattern);
    free(subject);
  }
}
