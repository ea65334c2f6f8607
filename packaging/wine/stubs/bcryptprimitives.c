/* For tests under Wine only: Windows 10 has bcryptprimitives.dll, Wine 8 has not. What is written in
   Rust takes its random numbers there; these are Wine's own, from the system, and as good. */
#define EXPORT __declspec(dllexport)

/* RtlGenRandom, by the name under which advapi32 has it. */
__declspec(dllimport) unsigned char SystemFunction036(void *buffer, unsigned long size);

EXPORT int ProcessPrng(unsigned char *buffer, unsigned long long size) {
  while (size > 0) {
    unsigned long part = size > 0x10000000 ? 0x10000000 : (unsigned long)size;
    if (!SystemFunction036(buffer, part)) return 0;
    buffer += part;
    size -= part;
  }
  return 1;
}
