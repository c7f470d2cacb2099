/*
 * What QEMU tells, put to the model. Instructions that order, maintain or translate are taken apart here; everything
 * else is an access or a fetch.
 *
 * Arguments, numbers in hexadecimal:
 *   out=FILE                  where the findings go
 *   image=NAME:BYTES:RVA:SIZE an image of SIZE bytes whose entry point holds BYTES and lies RVA behind its start: the
 *                             model watches from the first of them on
 *   kernel=NAME:BYTES:OFFSET:FLAGS
 *                             the first instructions of a kernel, so far behind a header with these flags: where the
 *                             arm64 boot protocol is checked
 *   el2=on                    the machine has EL2
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <qemu-plugin.h>
#include "model.h"

#if QEMU_PLUGIN_VERSION < 4
#error "needs version 4 of the plugin interface, which QEMU has from its version 10 on"
#endif

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

enum { IMAGES = 8, PATTERN = 256 };

/* Of an arm64 Image's header (Documentation/arch/arm64/booting.rst). */
enum { IMAGE_SIZE = 16, FLAGS = 24 };

/* Of an instruction, in the bits that its address does not need. */
enum { EXCLUSIVE = 1, PAIR = 2 };

typedef struct {
    char name[64];
    unsigned char bytes[PATTERN];
    size_t length;
    uint64_t entry;         /* its distance from the image's start */
    uint64_t start;
    uint64_t size;          /* of an application */
    uint64_t flags;         /* of a kernel */
    bool is_kernel;
} Image;

/* A block that was translated: the lines that it is fetched from. */
typedef struct {
    uint64_t virtual, physical, bytes;
} Block;

Core core = { .level = 1, .barriers = { 1, 1, 1, 0 } };
static Image images[IMAGES];
static int image_count;
static bool has_el2;
static struct qemu_plugin_register *general[31], *status;
static GByteArray *buffer;

static uint64_t read_register(struct qemu_plugin_register *which)
{
    uint64_t value = 0;
    if (which) {
        g_byte_array_set_size(buffer, 0);
        int length = qemu_plugin_read_register(which, buffer);
        memcpy(&value, buffer->data, length > 8 ? 8 : length > 0 ? length : 0);
    }
    return value;
}

static uint64_t register_of(uint32_t instruction)
{
    unsigned int number = instruction & 31;
    return number == 31 ? 0 : read_register(general[number]);
}

/* Where memory is mapped 1:1, as firmware has it. */
static bool read_identity(uint64_t address, uint64_t *value)
{
    g_byte_array_set_size(buffer, 0);
    if (!qemu_plugin_read_memory_vaddr(address, buffer, 8) || buffer->len < 8)
        return false;
    memcpy(value, buffer->data, 8);
    return true;
}

/* SYS and MSR (C5): op0, op1, CRn, CRm, op2. */
#define KEY(op0, op1, crn, crm, op2) ((op0) << 16 | (op1) << 12 | (crn) << 8 | (crm) << 4 | (op2))

static unsigned int key_of(uint32_t instruction)
{
    return KEY(instruction >> 19 & 3, instruction >> 16 & 7, instruction >> 12 & 15, instruction >> 8 & 15,
               instruction >> 5 & 7);
}

static bool is_system_write(uint32_t instruction) { return (instruction & 0xffe00000) == 0xd5000000; }

static bool is_barrier(uint32_t instruction) { return (instruction & 0xfffff01f) == 0xd503301f; }

static bool is_exception_return(uint32_t instruction) { return instruction == 0xd69f03e0; }

static bool is_exclusive(uint32_t instruction) { return (instruction & 0x3f800000) == 0x08000000; }

/* LDP and STP of registers up to 8 bytes, which QEMU does at once: each half is aligned for itself (B2.7.2). */
static bool is_pair(uint32_t instruction)
{
    bool is_quad = (instruction >> 26 & 1) && instruction >> 30 == 2;
    return (instruction & 0x3a000000) == 0x28000000 && !is_quad;
}

static void set_register(Regime *of, uint64_t *which, uint64_t value, bool lower, bool upper)
{
    if (*which == value)
        return;
    *which = value;
    of->unsynchronized = now();
    of->touches_lower |= lower;
    of->touches_upper |= upper;
}

static void maintained(Maintenance what, uint64_t virtual)
{
    Mapping mapping = translate(virtual);
    if (mapping.is_mapped)
        line_maintained(what, virtual, mapping.physical | (virtual & (PAGE - 1)));
}

static void zeroed(uint64_t virtual)
{
    Mapping mapping = translate(virtual);
    if (!mapping.is_mapped)
        return;
    uint64_t physical = (mapping.physical | (virtual & (PAGE - 1))) & ~(uint64_t)(LINE - 1);
    if (mapping.kind == DEVICE || mapping.kind == UNTRANSLATED)
        broken(13, "DC ZVA of Device memory, or with the MMU off", virtual, physical, now());
    line_written(mapping.kind, virtual, physical, LINE);
    table_zeroed(physical, LINE);
}

/* A context synchronization event (Glossary). */
static void synchronized(void)
{
    core.barriers.isb++;
    core.barriers.dsb_at_isb = core.barriers.dsb;
    core.el1.unsynchronized.time = core.el2.unsynchronized.time = 0;
    core.el1.touches_lower = core.el1.touches_upper = core.el2.touches_lower = core.el2.touches_upper = false;
}

/* In an application that is watched; kernels come later. */
static bool is_ours(uint64_t virtual)
{
    for (int i = 0; i < image_count; i++)
        if (!images[i].is_kernel && core.watches && virtual - images[i].start < images[i].size)
            return true;
    return false;
}

static void executed_system(unsigned int cpu, void *data)
{
    uint32_t instruction = (uintptr_t)data & 0xffffffff;
    core.time++;
    if (is_barrier(instruction)) {
        unsigned int op2 = instruction >> 5 & 7;
        if (op2 == 4 || op2 == 5)
            core.barriers.dmb++;
        if (op2 == 4)
            core.barriers.dsb++;
        if (op2 == 6)
            synchronized();
        return;
    }
    if (is_exception_return(instruction)) {
        synchronized();
        return;
    }
    uint64_t value = register_of(instruction);
    switch (key_of(instruction)) {
    case KEY(0, 3, 4, 15, 6): handover_masked(is_ours(core.pc)); break;   /* MSR DAIFSet, #15 */
    case KEY(3, 0, 1, 0, 0): set_register(&core.el1, &core.el1.sctlr, value, true, true); break;
    case KEY(3, 4, 1, 0, 0): set_register(&core.el2, &core.el2.sctlr, value, true, true); break;
    case KEY(3, 0, 2, 0, 0): set_register(&core.el1, &core.el1.ttbr0, value, true, false); break;
    case KEY(3, 0, 2, 0, 1): set_register(&core.el1, &core.el1.ttbr1, value, false, true); break;
    case KEY(3, 0, 2, 0, 2): set_register(&core.el1, &core.el1.tcr, value, true, true); break;
    case KEY(3, 4, 2, 0, 0): set_register(&core.el2, &core.el2.ttbr0, value, true, false); break;
    case KEY(3, 4, 2, 0, 2): set_register(&core.el2, &core.el2.tcr, value, true, true); break;
    case KEY(3, 0, 10, 2, 0): set_register(&core.el1, &core.el1.mair, value, true, true); break;
    case KEY(3, 4, 10, 2, 0): set_register(&core.el2, &core.el2.mair, value, true, true); break;
    case KEY(1, 0, 7, 1, 0):                                                    /* IC IALLUIS */
    case KEY(1, 0, 7, 5, 0): instructions_invalidated(0, true); break;          /* IC IALLU */
    case KEY(1, 3, 7, 5, 1):                                                    /* IC IVAU */
    {
        Mapping mapping = translate(value);
        if (mapping.is_mapped)
            instructions_invalidated(mapping.physical | (value & (PAGE - 1)), false);
        break;
    }
    case KEY(1, 0, 7, 6, 1): maintained(INVALIDATE, value); break;              /* DC IVAC */
    case KEY(1, 3, 7, 10, 1):                                                   /* DC CVAC */
    case KEY(1, 3, 7, 12, 1):                                                   /* DC CVAP */
    case KEY(1, 3, 7, 11, 1): maintained(CLEAN, value); break;                  /* DC CVAU: taken for CVAC */
    case KEY(1, 3, 7, 14, 1): maintained(CLEAN_INVALIDATE, value); break;       /* DC CIVAC */
    case KEY(1, 0, 7, 6, 2):                                                    /* DC ISW */
    case KEY(1, 0, 7, 10, 2):                                                   /* DC CSW */
    case KEY(1, 0, 7, 14, 2): broken(5, "cache maintenance by set and way", 0, 0, now()); break;
    case KEY(1, 3, 7, 4, 1): zeroed(value); break;                              /* DC ZVA */
    default:
        if ((key_of(instruction) & KEY(3, 0, 15, 0, 0)) != KEY(1, 0, 8, 0, 0))
            return;
        /* TLBI (C5.5): op2 0, 4 and 6 drop all, 2 an ASID's, the others one page. */
        unsigned int op2 = instruction >> 5 & 7;
        bool everything = op2 == 0 || op2 == 4 || op2 == 6 || op2 == 2;
        uint64_t page = (uint64_t)((int64_t)(value << 20) >> 20);
        tlb_invalidated(everything, page & ((uint64_t)-1 >> 12));
    }
}

/* Documentation/arch/arm64/booting.rst, "Call the kernel image" (rule 7). */
static void entered_kernel(uint64_t start)
{
    uint64_t size = 0, header = 0, tree = read_register(general[0]), dirty = 0;
    Event writer = { 0 };
    if (regime()->sctlr & 1)
        broken(7, "kernel entered with the MMU on", start, start, now());
    if (regime()->sctlr & 4)
        broken(7, "kernel entered with the data cache on", start, start, now());
    for (int i = 1; i < 4; i++)
        if (read_register(general[i]))
            broken(7, "kernel entered with x1, x2 or x3 not 0", start, start, now());
    if (tree % 8 || !read_identity(tree, &header))
        broken(7, "kernel entered without a device tree in x0 at 8 bytes", start, tree, now());
    if ((read_register(status) >> 6 & 15) != 15)
        broken(7, "kernel entered with exceptions not masked", start, start, now());
    if (read_identity(start + IMAGE_SIZE, &size) && find_dirty(start, size, &dirty, &writer))
        broken(7, "kernel entered with a line of its image dirty in the cache", start, dirty, writer);
    uint64_t tree_bytes = __builtin_bswap32(header >> 32);
    if (find_dirty(tree, tree_bytes, &dirty, &writer))
        broken(7, "kernel entered with a line of the device tree dirty in the cache", start, dirty, writer);
    contract_begin(tree);
}

static void reached(unsigned int cpu, void *data)
{
    Image *image = data;
    core.pc = image->start + image->entry;
    core.time++;
    uint64_t flags;
    if (image->is_kernel && (!read_identity(image->start + FLAGS, &flags) || flags != image->flags))
        return;
    report_image(image->is_kernel ? "kernel" : "image", image->name, image->start);
    if (image->is_kernel) {
        core.kernel = image->name;
        entered_kernel(image->start);
        return;
    }
    if (!core.watches) {
        lines_forget_uncached();
        core.watches = true;
    }
}

static void executed_block(unsigned int cpu, void *data)
{
    Block *block = data;
    core.time++;
    if (has_el2)
        core.level = (read_register(status) >> 2 & 3) == 2 ? 2 : 1;
    if (!core.watches)
        return;
    core.pc = block->virtual;
    core.fetches++;
    contract_fetched(block->virtual, block->physical);
    Kind kind = regime()->sctlr & 1 ? WRITE_BACK : UNTRANSLATED;
    uint64_t end = block->physical + block->bytes;
    for (uint64_t at = block->physical, next; at < end; at = next) {
        next = (at & ~(uint64_t)(LINE - 1)) + LINE;
        line_fetched(kind, block->virtual, at, (next < end ? next : end) - at);
    }
}

static void check_synchronized(uint64_t virtual)
{
    Regime *of = regime();
    bool upper = virtual >> 55 & 1;
    if (of->unsynchronized.time && of->sctlr & 1 && (upper ? of->touches_upper : of->touches_lower)) {
        broken(11, "access before the ISB that a translation register wants", virtual, 0, of->unsynchronized);
    }
}

static void accessed(unsigned int cpu, qemu_plugin_meminfo_t info, uint64_t virtual, void *data)
{
    bool is_store = qemu_plugin_mem_is_store(info);
    core.time++;
    core.pc = (uintptr_t)data & ~(uintptr_t)3;
    if (!is_store && !core.watches)
        return;
    struct qemu_plugin_hwaddr *where = qemu_plugin_get_hwaddr(info, virtual);
    uint64_t physical = where ? qemu_plugin_hwaddr_phys_addr(where) : 0;
    bool is_device = where && qemu_plugin_hwaddr_is_io(where);
    unsigned int bytes = 1u << qemu_plugin_mem_size_shift(info);
    Mapping mapping = translate(virtual);
    if (core.watches) {
        core.accesses++;
        unsigned int element = (uintptr_t)data & PAIR ? bytes / 2 : bytes;
        bool is_strict = mapping.kind == DEVICE || mapping.kind == UNTRANSLATED;
        check_synchronized(virtual);
        if (mapping.is_mapped && mapping.physical != (physical & ~(uint64_t)(PAGE - 1)) && where && !is_device)
            broken(10, "a translation that was dropped without TLBI still leads elsewhere", virtual, physical, now());
        if (is_strict && virtual % element)
            broken(13, "unaligned access to Device memory, or with the MMU off", virtual, physical, now());
        if (is_strict && (uintptr_t)data & EXCLUSIVE)
            broken(13, "exclusive access to Device memory, or with the MMU off", virtual, physical, now());
        if (mapping.kind == WRITE_BACK && is_device)
            broken(14, "write-back access to a device", virtual, physical, now());
    }
    if (!where || is_device)
        return;
    if (core.watches)
        contract_accessed(is_store, virtual, physical);
    if (!is_store) {
        line_read(mapping.kind, virtual, physical);
        return;
    }
    line_written(mapping.kind, virtual, physical, bytes);
    qemu_plugin_mem_value value = qemu_plugin_mem_get_value(info);
    switch (value.type) {
    case QEMU_PLUGIN_MEM_VALUE_U8: table_written(physical, value.data.u8, 1); break;
    case QEMU_PLUGIN_MEM_VALUE_U16: table_written(physical, value.data.u16, 2); break;
    case QEMU_PLUGIN_MEM_VALUE_U32: table_written(physical, value.data.u32, 4); break;
    case QEMU_PLUGIN_MEM_VALUE_U64: table_written(physical, value.data.u64, 8); break;
    case QEMU_PLUGIN_MEM_VALUE_U128:
        table_written(physical, value.data.u128.low, 8);
        table_written(physical + 8, value.data.u128.high, 8);
        break;
    }
}

static void find_images(struct qemu_plugin_insn *instruction, uint64_t virtual)
{
    for (int i = 0; i < image_count; i++) {
        Image *image = &images[i];
        const void *memory = qemu_plugin_insn_haddr(instruction);
        if (!memory || virtual % PAGE + image->length > PAGE || memcmp(memory, image->bytes, image->length))
            continue;
        image->start = virtual - image->entry;
        qemu_plugin_register_vcpu_insn_exec_cb(instruction, reached, QEMU_PLUGIN_CB_R_REGS, image);
    }
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    size_t count = qemu_plugin_tb_n_insns(tb);
    Block *block = calloc(1, sizeof *block);
    if (!block)
        abort();
    block->virtual = qemu_plugin_tb_vaddr(tb);
    Mapping mapping = translate(block->virtual);
    block->physical = mapping.is_mapped ? mapping.physical | (block->virtual & (PAGE - 1)) : 0;
    /* Of a block that goes on in another page, which may lie anywhere, the first part. */
    uint64_t left = PAGE - block->virtual % PAGE;
    block->bytes = !mapping.is_mapped ? 0 : 4 * count < left ? 4 * count : left;
    qemu_plugin_register_vcpu_tb_exec_cb(tb, executed_block, has_el2 ? QEMU_PLUGIN_CB_R_REGS : QEMU_PLUGIN_CB_NO_REGS,
                                         block);
    for (size_t i = 0; i < count; i++) {
        struct qemu_plugin_insn *one = qemu_plugin_tb_get_insn(tb, i);
        uint64_t virtual = qemu_plugin_insn_vaddr(one);
        uint32_t instruction = 0;
        qemu_plugin_insn_data(one, &instruction, sizeof instruction);
        find_images(one, virtual);
        if (is_barrier(instruction) || is_system_write(instruction) || is_exception_return(instruction))
            qemu_plugin_register_vcpu_insn_exec_cb(one, executed_system, QEMU_PLUGIN_CB_R_REGS,
                                                   (void *)(uintptr_t)instruction);
        qemu_plugin_register_vcpu_mem_cb(one, accessed, QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_RW,
                                         (void *)(uintptr_t)(virtual | (is_exclusive(instruction) ? EXCLUSIVE : 0)
                                                              | (is_pair(instruction) ? PAIR : 0)));
    }
}

static void started(qemu_plugin_id_t id, unsigned int cpu)
{
    if (buffer)
        return;
    buffer = g_byte_array_new();
    GArray *all = qemu_plugin_get_registers();
    qemu_plugin_reg_descriptor *descriptors = (qemu_plugin_reg_descriptor *)(void *)all->data;
    for (unsigned int i = 0; i < all->len; i++) {
        unsigned int number;
        char end;
        if (sscanf(descriptors[i].name, "x%u%c", &number, &end) == 1 && number < 31)
            general[number] = descriptors[i].handle;
        if (!strcmp(descriptors[i].name, "cpsr"))
            status = descriptors[i].handle;
    }
}

static void at_exit(qemu_plugin_id_t id, void *unused) { report_close(); }

static bool parse(const char *argument)
{
    char path[4096], bytes[2 * PATTERN + 1];
    Image *image = &images[image_count];
    if (sscanf(argument, "out=%4095s", path) == 1)
        return report_open(path);
    if (!strcmp(argument, "el2=on"))
        return has_el2 = true;
    if (image_count == IMAGES)
        return false;
    char kind[16];
    int numbers = sscanf(argument, "%15[a-z]=%63[^:]:%512[0-9a-f]:%" SCNx64 ":%" SCNx64, kind, image->name, bytes,
                         &image->entry, &image->size);
    image->is_kernel = !strcmp(kind, "kernel");
    image->flags = image->size;
    if (numbers != 5 || (!image->is_kernel && strcmp(kind, "image")))
        return false;
    unsigned int value;
    while (image->length < PATTERN && sscanf(bytes + 2 * image->length, "%2x", &value) == 1)
        image->bytes[image->length++] = value;
    image_count++;
    return image->length;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    bool has_output = false;
    for (int i = 0; i < argc; i++) {
        if (!parse(argv[i])) {
            fprintf(stderr, "coherence: cannot use the argument %s\n", argv[i]);
            return -1;
        }
        has_output |= !strncmp(argv[i], "out=", 4);
    }
    if (!has_output) {
        fprintf(stderr, "coherence: out=FILE is missing\n");
        return -1;
    }
    read_memory = read_identity;
    qemu_plugin_register_vcpu_init_cb(id, started);
    qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
    qemu_plugin_register_atexit_cb(id, at_exit, NULL);
    return 0;
}
