using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Uefi;

namespace Keelson.Arch.Arm64;

/// <summary>
/// A call of the firmware's code, of up to seven arguments, or of ten. An unmanaged function pointer would do the same
/// with sixty bytes at each call for a collector that is not there.
/// </summary>
public static class FirmwareCall
{
    [RuntimeImport("*", "CallFirmware")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern EfiStatus Invoke(
        ulong function,
        FirmwareArgument a,
        FirmwareArgument b = default,
        FirmwareArgument c = default,
        FirmwareArgument d = default
    );

    [RuntimeImport("*", "CallFirmware")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern EfiStatus Invoke(
        ulong function,
        FirmwareArgument a,
        FirmwareArgument b,
        FirmwareArgument c,
        FirmwareArgument d,
        FirmwareArgument e,
        FirmwareArgument f = default,
        FirmwareArgument g = default
    );

    [RuntimeImport("*", "CallFirmwareWithTen")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern EfiStatus Invoke(
        ulong function,
        FirmwareArgument a,
        FirmwareArgument b,
        FirmwareArgument c,
        FirmwareArgument d,
        FirmwareArgument e,
        FirmwareArgument f,
        FirmwareArgument g,
        FirmwareArgument h,
        FirmwareArgument i,
        FirmwareArgument j
    );
}

/// <summary>One argument register: a number, or where something lies.</summary>
public readonly struct FirmwareArgument
{
    private readonly ulong _value;

    private FirmwareArgument(ulong value) => _value = value;

    public static implicit operator FirmwareArgument(ulong value) => new(value);

    public static implicit operator FirmwareArgument(int value) => new((ulong)value);

    public static implicit operator FirmwareArgument(nint handle) => new((ulong)handle);

    // SAFETY: an address becomes a number here; who hands it over answers for what it names.
    public static unsafe implicit operator FirmwareArgument(void* location) => new((ulong)location);
}
