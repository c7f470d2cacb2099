using System.Globalization;
using Keelson.Tools.Coff;
using Keelson.Tools.Language;
using Keelson.Tools.Outlining;
using Keelson.Tools.Workspace;
using Xunit;

namespace Keelson.Tools.Tests;

/// <summary>Sequences of instructions that are shared, and what must not be.</summary>
public sealed class OutliningTests : IDisposable
{
    private const string End = "ldp x19, x20, [sp, #48]\n ldp x29, x30, [sp], #64\n ret";
    private const string Begin = "stp x29, x30, [sp, #-64]!\n stp x19, x20, [sp, #48]\n mov x29, sp";
    private const string Sequence = "mov x1, #11\n mov x2, #12\n mov x3, #13\n mov x4, #14\n mov x5, #15";

    private readonly NativeToolchain _toolchain = new();

    [Fact]
    public void Equal_ends_of_methods_stand_once() =>
        Assert.Equal(2, Saved($"{Begin}\n mov x0, #1\n {End}", $"mov x7, #1\n {Begin}\n mov x0, #2\n {End}"));

    [Fact]
    public void Equal_sequences_in_methods_with_a_frame_are_called() =>
        Assert.Equal(
            // With the begins' last two, fourteen instructions became two calls and a copy that returns; and the ends.
            (14 - (2 + 8)) + 2,
            Saved($"{Begin}\n {Sequence}\n mov x0, #1\n {End}", $"nop\n {Begin}\n {Sequence}\n mov x0, #2\n {End}")
        );

    [Fact]
    public void A_method_without_a_frame_calls_nothing() =>
        Assert.Equal(0, Saved($"{Sequence}\n mov x0, #1\n ret", $"{Sequence}\n mov x0, #2\n ret"));

    [Fact]
    public void A_sequence_with_a_call_at_its_end_branches_there() =>
        Assert.Equal(
            (16 - (2 + 8)) + 2,
            Saved(
                $"{Begin}\n {Sequence}\n bl outside\n mov x0, #1\n {End}",
                $"nop\n {Begin}\n {Sequence}\n bl outside\n mov x0, #2\n {End}"
            )
        );

    [Theory]
    // Memory other than the frame: a fault would name the shared code.
    [InlineData("ldr x1, [x2]\n ldr x3, [x4]\n ldr x5, [x6]\n ldr x7, [x8]\n ldr x9, [x10]")]
    [InlineData("str x1, [x2]\n ldrb w3, [x4]\n stp x5, x6, [x7]\n ldr q0, [x8]\n ldar x9, [x10]")]
    // Calls: a backtrace would.
    [InlineData("brk #1\n bl outside\n bl outside\n bl outside\n bl outside")]
    // What has to stay where it is.
    [InlineData("brk #1\n dsb sy\n mrs x0, midr_el1\n svc #1\n isb")]
    [InlineData("cbz x0, 1f\n tbz w0, #1, 1f\n b.eq 1f\n tbnz x0, #40, 1f\n cbnz w0, 1f\n 1:")]
    // The return address itself.
    [InlineData("mov x30, x1\n mov x2, #12\n mov x3, #13\n mov x4, #14\n mov x5, #15")]
    public void What_a_report_would_name_wrongly_is_not_shared(string sequence) =>
        Assert.Equal(
            2, // the ends
            Saved($"{Begin}\n {sequence}\n mov x0, #1\n {End}", $"nop\n {Begin}\n {sequence}\n mov x0, #2\n {End}")
        );

    [Fact]
    public void A_finally_block_in_the_middle_of_a_method_begins_as_a_method()
    {
        const string Block = "stp x29, x30, [sp, #-48]!\n stp x19, x20, [sp, #32]\n str x21, [sp, #16]\n mov x1, #7";
        static string Method(int number) =>
            $"{Begin}\n bl 1f\n mov x0, #{number}\n {End}\n 1: {Block}\n mov x2, #{number}\n ldp x29, x30, [sp], #48\n"
            + " ret";
        // Nothing but the ends, two words of three, and of two one.
        Assert.Equal(2 + 1, Saved(Method(1), $"nop\n {Method(2)}"));
    }

    [Fact]
    public void A_loop_calls_nothing() =>
        Assert.Equal(
            2,
            Saved(
                $"{Begin}\n 1: {Sequence}\n sub x0, x0, #1\n cbnz x0, 1b\n mov x0, #1\n {End}",
                $"nop\n {Begin}\n 1: {Sequence}\n sub x0, x0, #2\n cbnz x0, 1b\n mov x0, #2\n {End}"
            )
        );

    [Fact]
    public void A_jump_table_leads_where_it_led() =>
        Assert.InRange(
            Saved(Switch("mov x0, #1"), $"nop\n {Switch("mov x0, #2")}", Switch("mov x0, #3")),
            6,
            int.MaxValue
        );

    [Theory]
    [InlineData("adr x0, 1f\n ldr x1, [x0]\n ret\n 1: .word 1", "jump table")]
    [InlineData("adrp x0, #4096\n ret", "page")]
    [InlineData("b 1f\n ldr x0, 1f\n 1: .word 1", "branch to data")]
    public void Code_that_is_not_known_is_refused(string code, string why) =>
        Assert.Contains(
            why,
            Assert
                .Throws<BadImageFormatException>(() =>
                    OutlinedObject.Make(Assemble(code), AddressReach.Far, HeapKind.Statics)
                )
                .Message
        );

    [Fact]
    public void Products_execute_what_was_compiled_and_faults_keep_method_and_line()
    {
        string[] objects =
        [
            .. Directory
                .EnumerateFiles(
                    Path.Combine(Repository.Current.Root, "artifacts", "native"),
                    "*.whole.obj",
                    SearchOption.AllDirectories
                )
                .Order(),
        ];
        Assert.NotEmpty(objects);
        foreach (string path in objects)
        {
            byte[] whole = File.ReadAllBytes(path);
            byte[] linked = File.ReadAllBytes(path.Replace(".whole.obj", ".obj", StringComparison.Ordinal));
            byte[][] made =
            [
                OutlinedObject.Make(whole, AddressReach.Near, HeapKind.None),
                OutlinedObject.Make(whole, AddressReach.Far, HeapKind.None),
                OutlinedObject.Make(whole, AddressReach.Far, HeapKind.Statics),
            ];
            Assert.Contains(linked, made);
            foreach (byte[] outlined in made)
            {
                int instructions = CodeWalk.Compare(whole, outlined, outlined == made[2] ? HeapKind.Statics : default);
                Assert.InRange(instructions * sizeof(uint), CodeSize(whole) * 8 / 10, CodeSize(whole));
                LiteralWalk.Compare(whole, outlined);
            }

            Assert.True(CodeSize(made[0]) < CodeSize(made[1]) && CodeSize(made[1]) < CodeSize(whole), path);
        }
    }

    [Fact]
    public void An_address_that_is_near_takes_one_instruction()
    {
        byte[] whole = Assemble("adrp x0, outside+8\n add x0, x0, :lo12:outside+8\n ret");
        byte[] near = OutlinedObject.Make(whole, AddressReach.Near, HeapKind.Statics);
        Assert.Equal(1, CodeWalk.Compare(whole, near) - 1);
        Assert.Equal(2 * sizeof(uint), CodeSize(near));
        Assert.Equal(CodeSize(whole), CodeSize(OutlinedObject.Make(whole, AddressReach.Far, HeapKind.Statics)));
    }

    /// <summary>Not if its address is needed, if something leads in between, or for what may lie anywhere.</summary>
    [Theory]
    [InlineData("ldr x0, [x0]", "__security_cookie", 8)]
    [InlineData("ldr x1, [x0]", "__security_cookie", 12)]
    [InlineData("ldr w0, [x0]", "__security_cookie", 12)]
    [InlineData("ldr x0, [x0, #8]", "__security_cookie", 12)]
    [InlineData("1: ldr x0, [x0]\n cbz x0, 1b", "__security_cookie", 16)]
    [InlineData("ldr x0, [x0]", "outside", 12)]
    public void The_cookie_is_loaded_from_where_it_is(string load, string symbol, int size)
    {
        byte[] whole = Assemble($"adrp x0, {symbol}\n add x0, x0, :lo12:{symbol}\n {load}\n ret");
        byte[] near = OutlinedObject.Make(whole, AddressReach.Near, HeapKind.Statics);
        CodeWalk.Compare(whole, near, HeapKind.Statics);
        Assert.Equal(size, CodeSize(near));
    }

    [Fact]
    public void Nothing_stands_behind_a_call_that_does_not_return() =>
        // One of two: the other is led to.
        Assert.Equal(
            1,
            Saved("cbz x0, 1f\n bl outside\n 1: brk #0xf000", "brk #0xf000\n bl outside\n brk #0xf000", "ret")
        );

    [Theory]
    [InlineData("bl KeelsonFailFast\n 2: b 2b", 1)]
    [InlineData("bl outside\n 2: b 2b", 0)] // may return, and is waited behind
    [InlineData("bl KeelsonFailFast\n 2: b 1b", 0)] // is no endless loop
    [InlineData("cbz x1, 2f\n bl KeelsonFailFast\n 2: b 2b", 0)] // is led to
    public void No_loop_stands_behind_the_failure_of_the_runtime(string end, int saved) =>
        Assert.Equal(saved, Saved($"cbz x0, 1f\n ret\n 1: mov w0, #1\n {end}", "ret"));

    /// <summary>The two instructions, and what they alone led to.</summary>
    [Theory]
    [InlineData("and w0, w1, #0x7ff\n cmp w0, #2048\n b.hs 1f", 5)]
    [InlineData("and w0, w1, #0x7ff\n cmp w0, #2047\n b.hs 1f", 0)]
    [InlineData("and w0, w1, #0x7ff\n cmp w2, #2048\n b.hs 1f", 0)] // of another register
    [InlineData("and w0, w1, #0x7fe\n cmp w0, #2048\n b.hs 1f", 0)] // not the lowest bits
    [InlineData("and w0, w1, #0x7ff\n cmp w0, #2048\n b.hi 1f", 0)]
    [InlineData("and w0, w1, #0x7ff\n cmp w0, #2048\n b.lo 1f\n mov x2, #2", 5)]
    [InlineData("and w0, w1, #0xfff\n cmp w0, #1, lsl #12\n b.hs 1f", 5)]
    [InlineData("uxtb w0, w1\n cmp w0, #256\n b.hs 1f", 5)]
    [InlineData("lsr w0, w1, #24\n cmp w0, #256\n b.hs 1f", 5)]
    [InlineData("ubfx w0, w1, #3, #4\n cmp w0, #15\n b.hs 1f", 0)]
    [InlineData("lsl w0, w1, #24\n cmp w0, #256\n b.hs 1f", 0)]
    [InlineData("ldrb w0, [x1]\n cmp w0, #256\n b.hs 1f", 5)]
    [InlineData("ldrb w0, [x1, w2, uxtw]\n cmp w0, #255\n b.hs 1f", 0)]
    [InlineData("ldr w0, [x1]\n cmp w0, #4095\n b.hs 1f", 0)]
    [InlineData("and w0, w1, #0x1ff\n add w0, w0, #100\n cmp w0, #612\n b.hs 1f", 5)]
    [InlineData("and w0, w1, #0x1ff\n add w0, w0, #100\n cmp w0, #611\n b.hs 1f", 0)]
    [InlineData("and w0, w1, #0x1ff\n add w0, w2, #100\n cmp w0, #612\n b.hs 1f", 0)]
    [InlineData("and w0, w1, #0x1ff\n 2: cmp w0, #512\n b.hs 1f\n cbz x3, 2b", 0)] // something leads in between
    [InlineData("cbz x3, 2f\n and w0, w1, #0x1ff\n 2: add w0, w0, #1\n cmp w0, #513\n b.hs 1f", 0)]
    public void An_index_that_has_too_few_bits_is_not_compared(string check, int saved) =>
        Assert.Equal(saved, Saved($"{check}\n mov x0, #1\n ret\n 1: mov x0, #3\n bl outside\n ret", "ret"));

    [Theory]
    [InlineData(nameof(HeapKind.None), 3)]
    [InlineData(nameof(HeapKind.Statics), 0)]
    [InlineData(nameof(HeapKind.Bump), 0)]
    public void Without_a_heap_nothing_is_null(string kind, int saved)
    {
        HeapKind heap = Enum.Parse<HeapKind>(kind);
        byte[] whole = Assemble(
            "ldrsb wzr, [x0]\n add x0, x0, #8\n ret",
            "1: ldrsb wzr, [x19]\n cbz x0, 1b\n ldrsb wzr, [x7]\n ldrsb wzr, [x7, #1]\n ldrsb w1, [x7]\n ret"
        );
        byte[] outlined = OutlinedObject.Make(whole, AddressReach.Far, heap);
        CodeWalk.Compare(whole, outlined, heap);
        Assert.Equal(saved * sizeof(uint), CodeSize(whole) - CodeSize(outlined));
    }

    [Theory]
    [InlineData("ldr x0, [x0]\n add x0, x0, #8", 3)]
    [InlineData("cbz x0, 1f\n ldrb w0, [x0]\n ldp x29, x30, [sp], #16\n ret\n 1: mov w0, #1", 4)]
    [InlineData("bl outside", 0)]
    [InlineData("blr x1", 0)]
    [InlineData("str x0, [x29, #8]", 0)]
    [InlineData("mov x0, sp", 0)]
    [InlineData("mov x0, x29", 0)]
    [InlineData("mov x0, x30", 0)]
    [InlineData("sub sp, sp, #16\n add sp, sp, #16", 0)]
    [InlineData("ldr x0, [x1, x30]", 0)]
    public void What_calls_nothing_needs_no_frame(string body, int saved) =>
        Assert.Equal(
            saved,
            Saved($"stp x29, x30, [sp, #-16]!\n mov x29, sp\n {body}\n ldp x29, x30, [sp], #16\n ret", "nop\n ret")
        );

    /// <summary>Three instructions of the frame and the loop behind the failure; two make it anew.</summary>
    [Theory]
    [InlineData("cmp x0, #1\n b.hi 1f\n {0}\n 1: mov w0, #3\n bl KeelsonFailFast\n 2: b 2b", 2)]
    [InlineData("cmp x0, #1\n b.ls 1f\n mov w0, #3\n bl KeelsonFailFast\n 2: b 2b\n 1: {0}", 2)]
    [InlineData("cmp x0, #1\n b.hi 1f\n {0}\n 1: mov w0, #3\n bl outside\n 2: b 2b", 0)]
    [InlineData("cmp x0, #1\n b.hi 1f\n {0}\n 1: mov x0, x3\n bl KeelsonFailFast\n 2: b 2b", 1)] // another argument
    [InlineData("cmp x0, #1\n b.hi 1f\n {0}\n 3: mov w0, #3\n 1: bl KeelsonFailFast\n 2: b 2b\n cbz x1, 3b", 1)]
    [InlineData("str x0, [x29, #8]\n cbz x0, 1f\n {0}\n 1: mov w0, #3\n bl KeelsonFailFast\n 2: b 2b", 1)]
    public void What_a_failed_check_alone_needs_is_made_there(string body, int saved)
    {
        string method = body.Replace("{0}", "ldp x29, x30, [sp], #16\n ret", StringComparison.Ordinal);
        Assert.Equal(saved, Saved($"stp x29, x30, [sp, #-16]!\n mov x29, sp\n {method}", "nop\n ret"));
    }

    [Fact]
    public void Two_checks_that_may_fail_keep_the_frame()
    {
        const string Fail = "mov w0, #3\n bl KeelsonFailFast";
        Assert.Equal(
            2, // loops
            Saved(
                "stp x29, x30, [sp, #-16]!\n mov x29, sp\n cbz x0, 1f\n cbz x1, 2f\n ldp x29, x30, [sp], #16\n ret\n"
                    + $" 1: {Fail}\n 3: b 3b\n 2: {Fail}\n 4: b 4b",
                "nop\n ret"
            )
        );
    }

    [Fact]
    public void What_lost_its_frame_calls_nothing_that_is_shared()
    {
        static string Leaf(int number) =>
            $"stp x29, x30, [sp, #-16]!\n mov x29, sp\n {Sequence}\n mov x0, #{number}\n ldp x29, x30, [sp], #16\n ret";
        Assert.Equal(2 * 3, Saved(Leaf(1), Leaf(2)));
    }

    [Fact]
    public void A_call_of_a_method_that_is_a_branch_names_it_still() =>
        Assert.Equal(0, Saved($"{Begin}\n bl 7f\n mov x0, #1\n {End}", "7: b 8f", "mov x1, #2\n 8: mov x2, #3\n ret"));

    [Theory]
    [InlineData(80, 112, "str x0, [x29, #24]\n ldr x0, [sp, #16]", 3)]
    [InlineData(80, 176, "str x0, [x29, #24]", 0)] // 128 and 256
    [InlineData(400, 480, "add x0, x29, #16", 2)]
    [InlineData(80, 112, "ldr x0, [x29, #128]", 0)] // an argument on the stack, above the frame
    [InlineData(80, 112, "ldr x0, [sp, x1]", 0)]
    [InlineData(80, 112, "orr x0, xzr, x29", 0)]
    [InlineData(80, 112, "str x30, [x29, #24]", 0)]
    public void Frames_that_save_the_same_get_the_same_size(int one, int other, string body, int saved)
    {
        static string Method(int size, int number, string body) =>
            $"""
                    stp x29, x30, [sp, #-{size}]!
                    stp x19, x20, [sp, #{size - 40}]
                    stp x21, x22, [sp, #{size - 24}]
                    str x23, [sp, #{size - 8}]
                    mov x29, sp
                    {body}
                    mov x1, #{number}
                    bl outside
                    ldr x23, [sp, #{size - 8}]
                    ldp x21, x22, [sp, #{size - 24}]
                    ldp x19, x20, [sp, #{size - 40}]
                    ldp x29, x30, [sp], #{size}
                    ret
                """;
        // What saves, the frame's begin and the body stand once and return; and the ends, of which a branch is left.
        Assert.Equal(saved == 0 ? 0 : saved + 4, Saved(Method(one, 1, body), Method(other, 2, body)));
    }

    [Fact]
    public void The_cookie_of_the_stack_is_compared_in_one_place()
    {
        const string Check =
            "adrp x16, __security_cookie\n add x16, x16, :lo12:__security_cookie\n ldr x16, [x16]\n {0}"
            + "cmp x16, x17\n b.eq 1f\n bl outside\n 1:";
        string near = string.Format(CultureInfo.InvariantCulture, Check, "ldur x17, [x29, #-16]\n ");
        string far = string.Format(CultureInfo.InvariantCulture, Check, "mov x17, #-656\n ldr x17, [x29, x17]\n ");
        static string Method(string check, int number) => $"{Begin}\n mov x0, #{number}\n {check}\n {End}";
        // Of six a call is left; once there are seven. The ends are one.
        Assert.Equal((3 * 5) - 7 + 4, Saved(Method(near, 1), $"nop\n {Method(far, 2)}", $"nop\n {Method(near, 3)}"));
        // The return address is needed; something leads into its middle; it is no check of the end.
        Assert.Equal(0, Saved($"mov x0, #1\n {near}\n ret"));
        Assert.Equal(0, Saved(Method(near.Replace("cmp", "2: cmp") + " cbz x0, 2b", 1)));
        Assert.Equal(0, Saved(Method(near.Replace("b.eq", "b.ne"), 1)));
        Assert.Equal(0, Saved(Method(near.Replace("ldr x16, [x16]", "ldr x16, [x16, #8]"), 1)));
    }

    [Theory]
    [InlineData("adrp x0, outside\n add x1, x0, :lo12:outside")] // the page is needed as well
    [InlineData("adrp x0, outside\n ldr x0, [x0, :lo12:outside]")]
    [InlineData("adrp x0, outside\n add x0, x0, :lo12:another")]
    [InlineData("adrp x0, outside\n 1: add x0, x0, :lo12:outside\n cbz x1, 1b")]
    public void Other_uses_of_a_page_stay(string code)
    {
        byte[] whole = Assemble($"{code}\n ret");
        Assert.Equal(CodeSize(whole), CodeSize(OutlinedObject.Make(whole, AddressReach.Near, HeapKind.Statics)));
    }

    public void Dispose() => _toolchain.Dispose();

    private static string Switch(string last) =>
        $"""
            {Begin}
            2: cmp w0, #2
            b.hi 5f
            adr x1, 6f
            ldr w1, [x1, x0, lsl #2]
            adr x2, 2b
            add x1, x1, x2
            br x1
            3: mov x0, #7
            {End}
            4: {last}
            {End}
            5: mov x0, #8
            {End}
            6: .word 3b - 2b
            .word 4b - 2b
            .word 5b - 2b
            """;

    /// <summary>How many instructions were saved; the rest does what it did.</summary>
    private int Saved(params string[] methods)
    {
        byte[] whole = Assemble(methods);
        byte[] outlined = OutlinedObject.Make(whole, AddressReach.Far, HeapKind.Statics);
        CodeWalk.Compare(whole, outlined);
        return (CodeSize(whole) - CodeSize(outlined)) / sizeof(uint);
    }

    private byte[] Assemble(params string[] methods) =>
        File.ReadAllBytes(
            _toolchain.Assemble(
                ".section .managedcode$I,\"xr\"\n"
                    + string.Concat(methods.Select((code, index) => $".globl M{index}\nM{index}:\n {code}\n"))
            )
        );

    private static int CodeSize(byte[] content) =>
        CoffReader.Read(content).Sections.Single(one => one.Name == OutlinedObject.ManagedCode).Data.Length;
}
