/*
 * A machine that is worse than any board: one core whose caches refill and evict whenever the architecture lets them,
 * and whose TLB forgets nothing that it was not told to. Rules are numbered as in docs/coherence.md; sections are those
 * of the Arm ARM (DDI 0487).
 */
#ifndef KEELSON_COHERENCE_MODEL_H
#define KEELSON_COHERENCE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum { LINE = 64, PAGE = 4096 };

/* Memory types, as a translation gives them (D8.6). */
typedef enum { UNKNOWN, WRITE_BACK, NON_CACHEABLE, DEVICE, UNTRANSLATED } Kind;

/* An access, or an instruction: when it was and who did it. */
typedef struct {
    uint64_t time;          /* in events; 0: never */
    uint64_t pc;
} Event;

/* Counts of what orders accesses: two events with the same count had none between them. */
typedef struct {
    uint64_t dmb;           /* DMB or DSB */
    uint64_t dsb;
    uint64_t isb;           /* ISB, exception entry and return */
    uint64_t dsb_at_isb;    /* DSBs before the last of those */
} Barriers;

/* The registers of one translation regime. */
typedef struct {
    uint64_t sctlr, ttbr0, ttbr1, tcr, mair;
    Event unsynchronized;   /* written since the last ISB */
    bool touches_lower, touches_upper;  /* what that write is about */
} Regime;

typedef struct {
    Regime el1, el2;
    int level;              /* the current exception level */
    Barriers barriers;
    uint64_t time;
    uint64_t accesses, fetches;     /* that were checked */
    uint64_t pc;            /* of the instruction that is being modelled */
    bool watches;           /* rules are checked from the first instruction of ours on */
    const char *kernel;     /* the last that was entered: whose addresses the upper half has */
} Core;

extern Core core;

static inline Regime *regime(void) { return core.level == 2 ? &core.el2 : &core.el1; }
static inline Event now(void) { return (Event){ core.time, core.pc }; }

/* report.c */
bool report_open(const char *path);
void report_close(void);
void report_image(const char *kind, const char *name, uint64_t start);
void broken(int rule, const char *what, uint64_t virtual, uint64_t physical, Event other);

/* lines.c: the data and instruction caches, by physical line of 64 bytes */
void lines_forget_uncached(void);
void line_read(Kind kind, uint64_t virtual, uint64_t physical);
void line_written(Kind kind, uint64_t virtual, uint64_t physical, unsigned int bytes);
typedef enum { CLEAN = 1, INVALIDATE = 2, CLEAN_INVALIDATE = 3 } Maintenance;
void line_maintained(Maintenance what, uint64_t virtual, uint64_t physical);
void line_fetched(Kind kind, uint64_t virtual, uint64_t physical, unsigned int bytes);
void instructions_invalidated(uint64_t physical, bool everything);
void line_walked(bool is_cached, uint64_t virtual, uint64_t physical);
/* The first line of a range that memory does not have yet; 0 where all is at the point of coherency. */
bool find_dirty(uint64_t start, uint64_t bytes, uint64_t *physical, Event *written);

/* walk.c: tables, TLB */
typedef struct {
    bool is_mapped;
    Kind kind;
    uint64_t physical;      /* of the page of 4 KB, whatever the granule */
} Mapping;

Mapping translate(uint64_t virtual);
void table_written(uint64_t physical, uint64_t value, unsigned int bytes);
void table_zeroed(uint64_t physical, unsigned int bytes);
void tlb_invalidated(bool everything, uint64_t page);
typedef bool ReadMemory(uint64_t address, uint64_t *value);
extern ReadMemory *read_memory;

/* handover.c: what is done between ExitBootServices and a kernel's entry */
typedef enum { READ, WRITE, FETCH } Use;
void handover_masked(bool by_application);
void handover_fetched(uint64_t physical);
void handover_accessed(bool is_store, uint64_t physical);
void handover_judged(void (*judge)(Use use, uint64_t page, uint64_t code));

/* contract.c: whose memory it is, by the map that a kernel gets */
void contract_begin(uint64_t tree);
void contract_fetched(uint64_t virtual, uint64_t physical);
void contract_accessed(bool is_store, uint64_t virtual, uint64_t physical);

#endif
