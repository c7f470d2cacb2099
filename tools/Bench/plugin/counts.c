/*
 * A QEMU TCG plugin that counts guest instructions exactly, and says what the counts were when chosen ones were
 * reached. The bench verb compiles it against the qemu-plugin.h of the QEMU that runs (docs/bench.md).
 *
 * Each instruction adds one to a counter that is chosen when its block is translated:
 *   cache  it stands in an image, in a block with a DC or IC instruction by address: the loops of cache maintenance
 *   own    it stands in an image otherwise
 *   other  anywhere else: the firmware
 *
 * Arguments, numbers in hexadecimal:
 *   out=FILE                  where the counts go
 *   image=NAME:BYTES:RVA:SIZE an image whose entry point holds BYTES and lies RVA behind its start; SIZE bytes in all
 *   range=NAME:START:SIZE     an image at a known virtual address
 *   bytes=NAME:BYTES          a mark: an instruction at which BYTES lie, wherever that is
 *   address=NAME:ADDRESS      a mark: the instruction at this virtual address
 *   first=NAME                the counts of single instructions begin at this mark; without it, at the start
 *   last=NAME                 QEMU ends when this mark is reached, behind the first one
 *
 * FILE then has, one a line and in order of time:
 *   mark NAME ADDRESS other own cache lines calls     before the instruction at the mark (images: their entry)
 * and in the end, for offsets within the first image or range:
 *   at OFFSET COUNT           this instruction was executed so often
 *   call OFFSET COUNT OTHER   so often control came back to here, after so many instructions elsewhere
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <qemu-plugin.h>

#if QEMU_PLUGIN_VERSION != 1
#error "written for version 1 of the plugin interface, which QEMU had up to its version 8"
#endif

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

enum { MARKS = 16, IMAGES = 4, PATTERN = 256, PAGE = 4096 };

typedef struct {
    char name[64];
    unsigned char bytes[PATTERN];
    size_t length;          /* of bytes; 0: by address */
    uint64_t address;
    int image;              /* whose entry this is; -1: none's */
} Mark;

typedef struct {
    uint64_t start, size;   /* start 0: not seen yet */
    uint64_t entry;         /* offset of the entry point */
} Image;

typedef struct {
    uint64_t executed, calls, other;
} Place;

static Mark marks[MARKS];
static Image images[IMAGES];
static int mark_count, image_count;
static char first[64], last[64];
static bool begun;
static FILE *out;

static uint64_t other, own, cache, lines, calls;

/* Instructions of the first image, and which of them were come back to from elsewhere. */
static Place *places;
static uint64_t other_seen;

static void finish(void)
{
    for (uint64_t i = 0; places && i < images[0].size / 4; i++) {
        if (places[i].executed)
            fprintf(out, "at %" PRIx64 " %" PRIu64 "\n", i * 4, places[i].executed);
        if (places[i].calls)
            fprintf(out, "call %" PRIx64 " %" PRIu64 " %" PRIu64 "\n", i * 4, places[i].calls, places[i].other);
    }
    fclose(out);
}

static void at_exit(qemu_plugin_id_t id, void *unused)
{
    finish();
}

static void reached(unsigned int cpu, void *which)
{
    Mark *mark = which;
    fprintf(out, "mark %s %" PRIx64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
            mark->name, mark->address, other, own, cache, lines, calls);
    if (!begun && !strcmp(mark->name, first)) {
        begun = true;
        if (places)
            memset(places, 0, images[0].size / 4 * sizeof *places);
    }
    if (begun && !strcmp(mark->name, last)) {
        finish();
        _exit(0);
    }
}

/*
 * A block of the first image begins. Whatever ran elsewhere since the one before was called from just before it: calls
 * are told by where they return to, as they may go through a jump that many share.
 */
static void entered(unsigned int cpu, void *start)
{
    uint64_t back = (uint64_t)(uintptr_t)start;
    if (other != other_seen && other_seen) {
        calls++;
        places[back].calls++;
        places[back].other += other - other_seen;
    }
    other_seen = other;
}

static Image *image_of(uint64_t address)
{
    for (int i = 0; i < image_count; i++)
        if (images[i].start && address - images[i].start < images[i].size)
            return &images[i];
    return NULL;
}

/*
 * SYS, CRn 7 (Arm ARM DDI 0487, C5.4): DC IVAC, CVAC, CVAU, CVAP, CVADP, CIVAC and IC IVAU. DC ZVA writes, and is not
 * meant.
 */
static bool is_maintenance(uint32_t instruction)
{
    unsigned int op1 = instruction >> 16 & 7, crn = instruction >> 12 & 15;
    unsigned int crm = instruction >> 8 & 15, op2 = instruction >> 5 & 7;
    return (instruction & 0xfff80000) == 0xd5080000 && crn == 7 && op2 == 1
        && ((op1 == 0 && crm == 6) || (op1 == 3 && (crm == 5 || crm >= 10)));
}

static bool is_at(const Mark *mark, uint64_t address, const void *memory)
{
    if (!mark->length)
        return mark->address == address;
    return memory && (address % PAGE) + mark->length <= PAGE && !memcmp(memory, mark->bytes, mark->length);
}

static void find_marks(struct qemu_plugin_insn *instruction)
{
    uint64_t address = qemu_plugin_insn_vaddr(instruction);
    const void *memory = qemu_plugin_insn_haddr(instruction);
    for (int i = 0; i < mark_count; i++) {
        Mark *mark = &marks[i];
        if (!is_at(mark, address, memory))
            continue;
        mark->address = address;
        if (mark->image >= 0)
            images[mark->image].start = address - images[mark->image].entry;
        qemu_plugin_register_vcpu_insn_exec_cb(instruction, reached, QEMU_PLUGIN_CB_NO_REGS, mark);
    }
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    size_t count = qemu_plugin_tb_n_insns(block);
    bool maintains = false;
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
        find_marks(instruction);
        maintains |= is_maintenance(*(const uint32_t *)qemu_plugin_insn_data(instruction));
    }
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *instruction = qemu_plugin_tb_get_insn(block, i);
        uint64_t address = qemu_plugin_insn_vaddr(instruction);
        Image *image = image_of(address);
        uint64_t *counter = !image ? &other : maintains ? &cache : &own;
        qemu_plugin_register_vcpu_insn_exec_inline(instruction, QEMU_PLUGIN_INLINE_ADD_U64, counter, 1);
        if (image && is_maintenance(*(const uint32_t *)qemu_plugin_insn_data(instruction)))
            qemu_plugin_register_vcpu_insn_exec_inline(instruction, QEMU_PLUGIN_INLINE_ADD_U64, &lines, 1);
        if (image == &images[0]) {
            uint64_t place = (address - image->start) / 4;
            uint64_t *executed = &places[place].executed;
            qemu_plugin_register_vcpu_insn_exec_inline(instruction, QEMU_PLUGIN_INLINE_ADD_U64, executed, 1);
            if (i == 0)
                qemu_plugin_register_vcpu_tb_exec_cb(block, entered, QEMU_PLUGIN_CB_NO_REGS, (void *)(uintptr_t)place);
        }
    }
}

static size_t from_hex(const char *text, unsigned char *bytes)
{
    size_t length = 0;
    unsigned int value;
    while (length < PATTERN && sscanf(text + 2 * length, "%2x", &value) == 1)
        bytes[length++] = value;
    return length;
}

static bool parse(const char *argument)
{
    char kind[16], name[64], value[2 * PATTERN + 1], path[4096];
    uint64_t a, b;
    if (sscanf(argument, "out=%4095s", path) == 1)
        return (out = fopen(path, "w"));
    if (sscanf(argument, "first=%63s", first) == 1 || sscanf(argument, "last=%63s", last) == 1)
        return true;
    if (mark_count == MARKS || sscanf(argument, "%15[a-z]=%63[^:]:%512[0-9a-f]", kind, name, value) != 3)
        return false;
    Mark *mark = &marks[mark_count];
    strcpy(mark->name, name);
    mark->image = -1;
    if (!strcmp(kind, "range") && image_count < IMAGES
        && sscanf(argument, "range=%*[^:]:%" SCNx64 ":%" SCNx64, &a, &b) == 2) {
        images[image_count++] = (Image){ .start = a, .size = b };
        return true;
    }
    mark_count++;
    if (!strcmp(kind, "address"))
        return sscanf(value, "%" SCNx64, &mark->address) == 1;
    mark->length = from_hex(value, mark->bytes);
    if (!strcmp(kind, "image") && image_count < IMAGES
        && sscanf(argument, "image=%*[^:]:%*[^:]:%" SCNx64 ":%" SCNx64, &a, &b) == 2) {
        mark->image = image_count;
        images[image_count++] = (Image){ .entry = a, .size = b };
        return true;
    }
    return !strcmp(kind, "bytes");
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        if (!parse(argv[i])) {
            fprintf(stderr, "counts: cannot use the argument %s\n", argv[i]);
            return -1;
        }
    }
    if (!out) {
        fprintf(stderr, "counts: out=FILE is missing\n");
        return -1;
    }
    begun = !*first;
    if (image_count)
        places = calloc(images[0].size / 4 + 1, sizeof *places);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, at_exit, NULL);
    return 0;
}
