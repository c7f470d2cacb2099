using Keelson.Tools.Outlining;

namespace Keelson.Tools.Tests;

/// <summary>
/// What may become of the frame of one method: nothing; no frame, where nothing asks for one, or one that is made where
/// a check has failed; or more bytes between the locals and the registers that it saves.
/// </summary>
internal sealed class FrameChange
{
    private const uint RecordStore = 0xa980_7bfd; // STP x29, x30, [SP, #-SIZE]!
    private const uint RecordLoad = 0xa8c0_7bfd; // LDP x29, x30, [SP], #SIZE
    private const uint PairOffset = 0x7f << 15;
    private const uint FrameBegin = 0x9100_03fd; // MOV x29, SP
    private const uint Breakpoint = 0xd43e_0000; // BRK #0xf000, behind a call that does not return
    private const uint BaseRegister = 31 << 5;

    private int _growthBytes;
    private int _registersAt = int.MaxValue;

    /// <param name="method">All words of the method as it was compiled.</param>
    /// <param name="begin">The first one that it has now.</param>
    /// <param name="isFailure">Whether a word calls what never returns.</param>
    public static FrameChange Of(CodeWord[] method, CodeWord begin, Predicate<CodeWord> isFailure)
    {
        FrameChange change = new();
        if (!IsRecord(method[0].Value, RecordStore))
        {
            return change;
        }

        if (!IsRecord(begin.Value, RecordStore))
        {
            Require(!method.Any(word => AsksForFrame(word) && !isFailure(word)), method[0], "a frame is missing");
            change.IsGone = true;
            return change;
        }

        change._growthBytes = SizeOf(method[0].Value) - SizeOf(begin.Value); // both are negative
        if (change._growthBytes != 0)
        {
            change.FindRegisters(method);
        }

        return change;
    }

    /// <summary>The method does not begin with one any more.</summary>
    public bool IsGone { get; private set; }

    public bool IsLeftOut(CodeWord old) =>
        IsGone && (old.Value == FrameBegin || IsRecord(old.Value, RecordStore) || IsRecord(old.Value, RecordLoad));

    /// <summary>Whether two words make a frame of nothing but the record.</summary>
    public static bool IsMade(CodeWord? record, CodeWord? begin) =>
        record is { IsData: false }
        && IsRecord(record.Value, RecordStore)
        && SizeOf(record.Value) == -16
        && begin is { IsData: false, IsLabel: false, Value: FrameBegin };

    /// <summary>What the instruction has to be now; a distance that it has counts as 0.</summary>
    public uint Expected(CodeWord old)
    {
        uint value = old is { Relocation: null, Target: not null } ? A64.WithDistance(old.Value, 0) : old.Value;
        return old.IsData || _growthBytes == 0 ? value
            : IsRecord(value, RecordStore) ? WithSize(value, SizeOf(value) - _growthBytes)
            : IsRecord(value, RecordLoad) ? WithSize(value, SizeOf(value) + _growthBytes)
            : IsRegister(old) ? FrameAccess.Moved(value, _growthBytes)
            : value;
    }

    /// <summary>Above the first register that is saved there may be nothing but registers.</summary>
    private void FindRegisters(CodeWord[] method)
    {
        Require(_growthBytes > 0 && _growthBytes % 16 == 0, method[0], $"a frame {_growthBytes} bytes larger");
        foreach (CodeWord word in method.Skip(1).TakeWhile(word => word.Value != FrameBegin))
        {
            _registersAt = Math.Min(_registersAt, FrameAccess.Of(word.Value)!.Value.Offset);
        }

        foreach (CodeWord word in method.Skip(1).Where(IsInstruction))
        {
            Require(!IsRecord(word.Value, RecordStore), word, "a second record");
            bool isKnown =
                word.Value == FrameBegin
                || IsRecord(word.Value, RecordLoad)
                || FrameAccess.Of(word.Value) is { Offset: >= 0 } access
                    && (access.Offset < _registersAt || IsRegister(word))
                    && !A64.TouchesRecord(word.Value & ~BaseRegister);
            Require(
                isKnown || !(A64.TouchesRecord(word.Value) || A64.TouchesStack(word.Value)),
                word,
                "a frame that is not known changed"
            );
        }
    }

    /// <summary>By SP, and a load or store of registers that a callee preserves (AAPCS64, 6.1).</summary>
    private bool IsRegister(CodeWord word)
    {
        uint form = word.Value & 0xff80_0000;
        int[] registers =
        [
            (int)word.Value & 31,
            .. form is 0xa900_0000 or 0x6d00_0000 ? [(int)(word.Value >> 10) & 31] : Array.Empty<int>(),
        ];
        return FrameAccess.Of(word.Value) is { Base: 31 } access
            && access.Offset >= _registersAt
            && form switch
            {
                0xa900_0000 or 0xf900_0000 => registers.All(register => register is >= 19 and <= 28),
                0x6d00_0000 or 0xfd00_0000 => registers.All(register => register is >= 8 and <= 15),
                _ => false,
            };
    }

    private static bool AsksForFrame(CodeWord word) =>
        !word.IsData && (A64.IsCall(word.Value) || A64.IsCallByRegister(word.Value))
        || IsInstruction(word)
            && word.Value != FrameBegin
            && !(IsRecord(word.Value, RecordStore) && SizeOf(word.Value) == -16)
            && !(IsRecord(word.Value, RecordLoad) && SizeOf(word.Value) == 16)
            && (A64.TouchesRecord(word.Value) || A64.TouchesStack(word.Value));

    /// <summary>No data, no end, and nothing with a distance where others name a register.</summary>
    private static bool IsInstruction(CodeWord word) =>
        !word.IsData
        && word.Value is not (A64.Return or Breakpoint)
        && A64.Distance(word.Value) is null
        && !A64.IsCallByRegister(word.Value);

    private static bool IsRecord(uint value, uint form) => (value & ~PairOffset) == form;

    private static int SizeOf(uint value) => ((int)(value << 10) >> 25) * 8;

    private static uint WithSize(uint value, int bytes) =>
        (value & ~PairOffset) | ((uint)(bytes / 8) << 15 & PairOffset);

    private static void Require(bool isRight, CodeWord word, string what)
    {
        if (!isRight)
        {
            throw new InvalidDataException($"{word.Value:x8} at 0x{word.Place:x}: {what}");
        }
    }
}
