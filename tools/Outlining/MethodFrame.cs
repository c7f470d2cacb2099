namespace Keelson.Tools.Outlining;

/// <summary>
/// The frame of a method as ilc mostly lays it: the record at its lower end, locals, and the registers that the method
/// saves at its upper end. x29 and SP are the same.
/// </summary>
internal sealed class MethodFrame
{
    private const uint RecordStore = 0xa980_7bfd; // STP x29, x30, [SP, #-SIZE]!
    private const uint RecordLoad = 0xa8c0_7bfd; // LDP x29, x30, [SP], #SIZE
    private const uint PairOffset = 0x7f << 15;
    private const uint BaseRegister = 31 << 5;
    private const uint FrameBegin = 0x9100_03fd; // MOV x29, SP

    private MethodFrame(CodeWord record) => Record = record;

    /// <summary>What makes the record and the frame, the method's first instruction.</summary>
    public CodeWord Record { get; }

    /// <summary>What lets x29 point to it.</summary>
    public CodeWord? Begin { get; private set; }

    public List<CodeWord> Saves { get; } = [];
    public List<CodeWord> Restores { get; } = [];

    /// <summary>What takes the frame and the record away, once for each end of the method.</summary>
    public List<CodeWord> Ends { get; } = [];

    /// <summary>What stands behind the frame's making, data included.</summary>
    public IReadOnlyList<CodeWord> Body { get; private set; } = [];

    /// <summary>Whether there is anything in it but the record and registers.</summary>
    public bool HasLocals { get; private set; }

    public List<CodeWord> Calls { get; } = [];

    /// <summary>In bytes.</summary>
    public int SizeBytes
    {
        get => RecordSize(Record.Value, -1);
        set
        {
            int growth = value - SizeBytes;
            foreach (CodeWord word in Saves.Concat(Restores))
            {
                word.Value = FrameAccess.Moved(word.Value, growth);
            }

            Record.Value = WithRecordSize(Record.Value, -value);
            Ends.ForEach(end => end.Value = WithRecordSize(end.Value, value));
        }
    }

    /// <summary>The frames of all methods that have one of this form.</summary>
    public static IEnumerable<MethodFrame> All(CompiledCode code)
    {
        List<CodeWord> method = [];
        foreach (CodeWord word in code.Words)
        {
            if (word.IsStart && method.Count > 0)
            {
                if (Read(method) is { } frame)
                {
                    yield return frame;
                }

                method = [];
            }

            method.Add(word);
        }

        if (Read(method) is { } last)
        {
            yield return last;
        }
    }

    private static MethodFrame? Read(List<CodeWord> method)
    {
        if (method.Count == 0 || (method[0].Value & ~PairOffset) != RecordStore)
        {
            return null;
        }

        MethodFrame frame = new(method[0]);
        int at = 1;
        while (at < method.Count && IsRegisters(method[at].Value, isLoad: false))
        {
            frame.Saves.Add(method[at++]);
        }

        if (at == method.Count || method[at].Value != FrameBegin)
        {
            return null;
        }

        frame.Begin = method[at++];
        frame.Body = method[at..];
        return frame.ReadBody() ? frame : null;
    }

    private bool ReadBody()
    {
        int locals = Saves.Select(word => FrameAccess.Of(word.Value)!.Value.Offset).DefaultIfEmpty(SizeBytes).Min();
        foreach ((CodeWord word, CodeWord? next) in Body.Zip([.. Body.Skip(1), null]))
        {
            uint value = word.Value;
            if (word.IsData)
            {
                // What it looks like is chance.
            }
            else if (A64.IsCall(value) || A64.IsCallByRegister(value))
            {
                Calls.Add(word);
            }
            else if ((value & ~PairOffset) == RecordLoad && RecordSize(value, 1) == SizeBytes)
            {
                Ends.Add(word);
            }
            else if (value == A64.Return || A64.Distance(value) is not null)
            {
                // Nothing that knows a frame.
            }
            else if (FrameAccess.Of(value) is not { } access)
            {
                if (A64.TouchesRecord(value) || A64.TouchesStack(value))
                {
                    return false;
                }
            }
            else if (access.Offset >= 0 && access.Offset < locals && !A64.TouchesRecord(value & ~BaseRegister))
            {
                HasLocals = true;
            }
            else if (IsRegisters(value, isLoad: true) && next is { IsLabel: false } && EndsOrRestores(next))
            {
                Restores.Add(word);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private static bool EndsOrRestores(CodeWord word) =>
        (word.Value & ~PairOffset) == RecordLoad || IsRegisters(word.Value, isLoad: true);

    /// <summary>
    /// STP, STR, LDP or LDR by SP of x19 to x28 or d8 to d15, which a callee preserves (AAPCS64, 6.1).
    /// </summary>
    private static bool IsRegisters(uint word, bool isLoad)
    {
        uint form = (word & 0xffc0_03e0) ^ (isLoad ? 0x0040_0000u : 0);
        bool isPair = form is 0xa900_03e0 or 0x6d00_03e0;
        bool isVector = form is 0x6d00_03e0 or 0xfd00_03e0;
        return (isPair || form is 0xf900_03e0 or 0xfd00_03e0)
            && IsPreserved((int)(word & 31), isVector)
            && (!isPair || IsPreserved((int)(word >> 10 & 31), isVector));
    }

    private static bool IsPreserved(int register, bool isVector) =>
        isVector ? register is >= 8 and <= 15 : register is >= 19 and <= 28;

    private static int RecordSize(uint word, int sign) => sign * ((int)(word << 10) >> 25) * 8;

    private static uint WithRecordSize(uint word, int bytes) =>
        bytes is >= -512 and < 512 && bytes % 16 == 0
            ? (word & ~PairOffset) | ((uint)(bytes / 8) & 0x7f) << 15
            : throw new OverflowException($"a frame of {bytes} bytes");
}
