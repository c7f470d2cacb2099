using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Keelson.Tools.Processes;
using Keelson.Tools.Symbols;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Debugging;

/// <summary>
/// An image's methods, lines and variables as DWARF 4, in an ELF file at the addresses where the image runs. The PDB
/// says the same of one object for all sources, and lldb 19 looks for a line only in objects whose own source file it
/// is in.
/// </summary>
internal static class DebugSymbols
{
    private const string Abbreviations = """
        .section .debug_abbrev,"",@progbits
        .byte 1, 0x11, 1, 0x25, 8, 0x13, 5, 0x03, 8, 0x1b, 8, 0x10, 0x17, 0x11, 1, 0x12, 7, 0, 0
        .byte 2, 0x2e, 0, 0x03, 8, 0x3f, 0x19, 0x11, 1, 0x12, 6, 0x40, 0x18, 0, 0
        .byte 7, 0x2e, 1, 0x03, 8, 0x3f, 0x19, 0x11, 1, 0x12, 6, 0x40, 0x18, 0, 0

        """;

    /// <param name="address">Where the image is.</param>
    /// <param name="folder">Gets the file, with what it is made from.</param>
    /// <returns>The ELF file.</returns>
    /// <exception cref="FailureException">A tool is missing or fails.</exception>
    public static string Write(LinkedModule module, ulong address, string folder)
    {
        string stem = Path.Combine(folder, module.Name);
        string start = Hexadecimal(address + module.CodeOffset);
        File.WriteAllText(stem + ".s", Assembly(module));
        Run("llvm-mc", "-triple", "aarch64-unknown-none", "-filetype=obj", stem + ".s", "-o", stem + ".o");
        Run("ld.lld", "--section-start=.text=" + start, "-e", start, stem + ".o", "-o", stem + ".elf");
        return stem + ".elf";
    }

    private static string Assembly(LinkedModule module)
    {
        StringBuilder text = new();
        string[] files = [.. module.Lines.Select(line => line.File).Distinct()];
        for (int i = 0; i < files.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $".file {i + 1} \"{Escape(LinkedModule.Source(files[i]))}\"\n");
        }

        AppendCode(text, module, files);
        LocalSymbols locals = new(module.Locals, module.Methods[0].Offset);
        text.Append(Abbreviations).Append(LocalSymbols.Abbreviations).Append(".byte 0\n");
        AppendUnit(text, module, locals);
        locals.AppendPlaces(text);
        return text.ToString();
    }

    /// <summary>The code in pieces, with a label or a line in front of each.</summary>
    private static void AppendCode(StringBuilder text, LinkedModule module, string[] files)
    {
        text.Append(".cfi_sections .debug_frame\n.text\n");
        // In order at each place: frames end and begin, then labels and lines.
        ILookup<uint, string> marks = FrameRules
            .Of(module)
            .OrderBy(rule => rule.Text != ".cfi_endproc\n")
            .Concat(module.Methods.Select((method, i) => (method.Offset, Text: $".L{i}:\n")))
            .Concat(
                module.Lines.Select(line =>
                    (line.Offset, Text: $".loc {Array.IndexOf(files, line.File) + 1} {line.Line}\n")
                )
            )
            .ToLookup(mark => mark.Offset, mark => mark.Text);
        uint length = (uint)module.Code.Length;
        uint[] places = [.. marks.Select(mark => mark.Key).Append(0u).Append(length).Distinct().Order()];
        foreach ((uint place, uint next) in places.Zip(places.Skip(1)))
        {
            text.AppendJoin("", marks[place]);
            for (uint at = place; at < next; at += 4)
            {
                // .inst, as data take no line along.
                uint word = BinaryPrimitives.ReadUInt32LittleEndian(module.Code.Span[(int)at..]);
                text.Append(CultureInfo.InvariantCulture, $".inst {word}\n");
            }
        }

        text.AppendJoin("", marks[length]);
        text.Append(CultureInfo.InvariantCulture, $".L{module.Methods.Count}:\n");
    }

    private static void AppendUnit(StringBuilder text, LinkedModule module, LocalSymbols locals)
    {
        string last = $".L{module.Methods.Count}";
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            .section .debug_info,"",@progbits
            .Lunit: .4byte .Lend-.Lbegin
            .Lbegin: .2byte 4
            .4byte .debug_abbrev
            .byte 8, 1
            .asciz "keelson"
            .2byte 0x0c
            .asciz "{module.Name}"
            .asciz "{Escape(Repository.Current.Root)}"
            .4byte .debug_line
            .8byte .L0
            .8byte {last}-.L0

            """
        );
        locals.AppendTypes(text);
        for (int i = 0; i < module.Methods.Count; i++)
        {
            bool hasLocals = locals.Any(module.Methods[i].Offset);
            text.Append(
                CultureInfo.InvariantCulture,
                $".byte {(hasLocals ? 7 : 2)}\n.asciz \"{Escape(NameOf(module.Methods[i].Name))}\"\n.8byte .L{i}\n"
                    // DW_OP_reg29: every method keeps a frame record.
                    + $".4byte .L{i + 1}-.L{i}\n.byte 1, 0x6d\n"
            );
            if (hasLocals)
            {
                locals.AppendOf(text, module.Methods[i].Offset);
                text.Append(".byte 0\n");
            }
        }

        text.Append(".byte 0\n.Lend:\n");
    }

    private static string NameOf(string symbol) => MethodName.Readable(symbol);

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"");

    private static string Hexadecimal(ulong value) => "0x" + value.ToString("x", CultureInfo.InvariantCulture);

    private static void Run(string tool, params string[] arguments)
    {
        string program =
            ExecutableSearch.Find(tool)
            ?? throw new FailureException($"{tool} is not on this machine", "run the setup verb");
        List<string> said = [];
        if (ChildProcess.RunCollected(program, arguments, TimeLimit.OfTool, said.Add) is not 0)
        {
            throw new FailureException(
                $"{CommandText.Format(program, arguments)} failed: {string.Join('\n', said)}",
                "run it by hand to see why"
            );
        }
    }
}
