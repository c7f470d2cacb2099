using System.Runtime.InteropServices;

namespace Keelson.Uefi.Protocols;

/// <summary>
/// <c>EFI_SYSTEM_CONTEXT_AARCH64</c> (UEFI 2.10, 18.2.5), as far as it is used: the processor when an
/// exception took it.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = SizeBytes)]
public struct SystemContextAArch64
{
    public const int SizeBytes = 808;

    /// <summary><c>LR</c>, behind X0 to X28 and FP.</summary>
    [FieldOffset(240)]
    public ulong LinkRegister;

    /// <summary><c>ELR</c>, behind SP and V0 to V31.</summary>
    [FieldOffset(768)]
    public ulong ReturnAddress;

    /// <summary><c>ESR</c>.</summary>
    [FieldOffset(792)]
    public ulong Syndrome;

    /// <summary><c>FAR</c>.</summary>
    [FieldOffset(800)]
    public ulong FaultAddress;
}
