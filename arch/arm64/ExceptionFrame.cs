using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Keelson.Arch.Arm64;

/// <summary>What ExceptionVectors.S saves, and restores from here.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct ExceptionFrame
{
    public const int SizeBytes = 304;

    /// <summary>
    /// SPSR of code that runs at EL1 on its own stack with everything masked, and no BTYPE left of what faulted.
    /// </summary>
    public const ulong Resumable = 0x3c5;

    /// <summary>An exception class: of an instruction's fetch, at the same Exception level.</summary>
    public const uint InstructionAbort = 0x21;

    /// <summary>The same at EL0, where nothing of ours runs.</summary>
    public const uint InstructionAbortOfUser = 0x20;

    [InlineArray(31)]
    public struct GeneralRegisters
    {
        private ulong _x0;
    }

    public GeneralRegisters X;
    public ulong StackPointer;
    public ulong ReturnAddress;
    public ulong SavedStatus;
    public ulong Syndrome;
    public ulong FaultAddress;

    /// <summary>0 to 15: four sources of four kinds, in the order of the vector table.</summary>
    public ulong Vector;
    private readonly ulong _padding;

    public readonly bool IsSynchronous => (Vector & 3) == 0;

    public readonly bool IsInterrupt => (Vector & 3) is 1 or 2;
    public readonly bool IsSystemError => (Vector & 3) == 3;

    /// <summary>ESR_ELx.EC (Arm ARM DDI 0487, D24.2).</summary>
    public readonly uint ExceptionClass => (uint)(Syndrome >> 26) & 0x3f;

    /// <summary>Data or instruction abort taken without a change of Exception level.</summary>
    public readonly bool IsAbort => ExceptionClass is InstructionAbort or 0x25;

    public readonly bool IsDataAbort => ExceptionClass == 0x25;

    /// <summary>DFSC or IFSC of a translation fault, any level.</summary>
    public readonly bool IsTranslationFault => IsAbort && (Syndrome & 0x3c) == 0x04;
}
