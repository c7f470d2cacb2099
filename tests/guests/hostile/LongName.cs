using System;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Hostile;

/// <summary><c>name-long</c>: the store has a variable whose name has 700 characters, as nothing forbids.</summary>
internal static class LongName
{
    private const int Length = 700;

    // SAFETY: the table is the firmware's; the pointers are to what is on the stack here.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (!Setting.Is(setting, "name-long"))
        {
            return false;
        }
        char* name = stackalloc char[Length + 1];
        for (int i = 0; i < Length; i++)
        {
            name[i] = (char)('a' + i % 26);
        }
        name[Length] = '\0';
        EfiGuid vendor = WellKnownGuids.KeelsonVariable;
        ulong data = 1;
        SystemTable* table = (SystemTable*)system.Address.Value;
        return FirmwareCall.Invoke(
                ((RuntimeServicesTable*)table->RuntimeServices)->SetVariable,
                name,
                &vendor,
                7u,
                sizeof(ulong),
                &data
            ) == EfiStatus.Success;
    }
}
