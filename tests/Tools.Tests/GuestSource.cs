namespace Keelson.Tools.Tests;

/// <summary>Assembly for the small guests and objects of these tests.</summary>
internal static class GuestSource
{
    public const string PowerOff = "movz w0, #8\nmovk w0, #0x8400, lsl #16\nhvc #0"; // PSCI SYSTEM_OFF
    public const string Reset = "movz w0, #9\nmovk w0, #0x8400, lsl #16\nhvc #0"; // PSCI SYSTEM_RESET
    public const string Hang = "b .";

    /// <summary>An EFI application that prints and then does <paramref name="ending"/>.</summary>
    public static string Application(string text, string ending) =>
        $"""
            .text
            .globl EfiMain
            EfiMain:
                stp x29, x30, [sp, #-16]!
                ldr x0, [x1, #64]       // EFI_SYSTEM_TABLE.ConOut
                ldr x2, [x0, #8]        // OutputString
                adrp x1, message
                add x1, x1, :lo12:message
                blr x2
                {ending}
                mov x0, #0
                ldp x29, x30, [sp], #16
                ret
            .data
            .balign 8
            .xword EfiMain              // an address, so that the image has relocations
            message:
            {string.Concat(text.Select(c => $".hword {(int)c}\n"))}.hword 0
            """;

    /// <summary>
    /// One function, with CodeView lines as a compiler writes them: the first instruction is line 10, each further one
    /// a line more.
    /// </summary>
    public static string WithLines(string function, string file, params string[] instructions) =>
        $"""
            .section .managedcode,"xr"
            .globl {function}
            .p2align 2
            {function}:
            .cv_file 1 "{file}"
            .cv_func_id 0
            {string.Concat(instructions.Select((instruction, index) => $".cv_loc 0 1 {10 + index} 0\n{instruction}\n"))}
            {function}_end:
            .section .debug$S,"dr"
            .p2align 2
            .long 4
            .cv_linetable 0, {function}, {function}_end
            .cv_filechecksums
            .cv_stringtable
            """;
}
