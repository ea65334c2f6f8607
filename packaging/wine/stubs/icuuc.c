/* For tests under Wine only: Windows 10 has icuuc.dll, Wine 8 has not. No converter can be opened
   here, and Qt takes its own for the encodings that matter. */
#define EXPORT __declspec(dllexport)

typedef int Status;
typedef unsigned short Sign;
enum { UNSUPPORTED = 16 };

static void refuse(Status *status) {
  if (status) *status = UNSUPPORTED;
}

EXPORT int ucnv_countAvailable(void) { return 0; }
EXPORT const char *ucnv_getAvailableName(int index) { return 0; }
EXPORT void *ucnv_open(const char *name, Status *status) {
  refuse(status);
  return 0;
}
EXPORT void ucnv_close(void *converter) {}
EXPORT void ucnv_reset(void *converter) {}
EXPORT signed char ucnv_getMaxCharSize(const void *converter) { return 1; }
EXPORT const char *ucnv_getName(const void *converter, Status *status) {
  refuse(status);
  return 0;
}
EXPORT const char *ucnv_getStandardName(const char *name, const char *standard, Status *status) {
  refuse(status);
  return 0;
}
EXPORT void ucnv_getToUCallBack(const void *converter, void **action, const void **context) {}
EXPORT void ucnv_getFromUCallBack(const void *converter, void **action, const void **context) {}
EXPORT void ucnv_setToUCallBack(void *converter, void *action, const void *context, void **before,
                                const void **before_context, Status *status) {
  refuse(status);
}
EXPORT void ucnv_setFromUCallBack(void *converter, void *action, const void *context,
                                  void **before, const void **before_context, Status *status) {
  refuse(status);
}
EXPORT void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
EXPORT void ucnv_cbToUWriteUChars(void *arguments, const Sign *source, int length, int offset,
                                  Status *status) {
  refuse(status);
}
EXPORT void ucnv_cbFromUWriteUChars(void *arguments, const Sign **source, const Sign *end,
                                    int offset, Status *status) {
  refuse(status);
}
EXPORT void ucnv_toUnicode(void *converter, Sign **target, const Sign *target_end,
                           const char **source, const char *source_end, int *offsets,
                           signed char flush, Status *status) {
  refuse(status);
}
EXPORT void ucnv_fromUnicode(void *converter, char **target, const char *target_end,
                             const Sign **source, const Sign *source_end, int *offsets,
                             signed char flush, Status *status) {
  refuse(status);
}
EXPORT int ucnv_toUCountPending(const void *converter, Status *status) {
  refuse(status);
  return 0;
}
