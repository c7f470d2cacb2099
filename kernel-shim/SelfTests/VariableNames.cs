using System.Runtime.CompilerServices;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>GetNextVariableName (UEFI 2.10, 8.2.2): the enumeration ends, and has our variable in it.</summary>
internal static class VariableNames
{
    private const int MaximumNames = 4096;
    private const int BufferCharacters = 512;

    [InlineArray(BufferCharacters)]
    private struct NameBuffer
    {
        private char _first;
    }

    private static NameBuffer s_name;

    // SAFETY: the firmware is told the size of the static buffer, which nothing moves.
    public static unsafe void Run(ref TestBench bench, ref RuntimeClient client, string ours, int expected)
    {
        s_name[0] = '\0';
        EfiGuid vendor = default;
        int count = 0,
            found = 0;
        EfiStatus status;
        fixed (NameBuffer* name = &s_name)
        {
            for (; ; count++)
            {
                ulong size = BufferCharacters * sizeof(char);
                status = client.Call(RuntimeService.GetNextVariableName, (ulong)&size, (ulong)name, (ulong)&vendor);
                if (status != EfiStatus.Success || count == MaximumNames)
                {
                    break;
                }
                if (vendor == WellKnownGuids.KeelsonVariable && Equal((char*)name, ours))
                {
                    found++;
                }
            }
        }
        bench.Report.Check(
            status == EfiStatus.NotFound && found == expected,
            $"GetNextVariableName enumerates {count} names, the test variable {found} time(s), and ends with {status}"
        );
        status = client.Call(RuntimeService.GetNextVariableName);
        bench.Report.Check(
            status == EfiStatus.InvalidParameter,
            $"GetNextVariableName with NULL arguments returns {status}"
        );
    }

    // SAFETY: the first difference ends it, the name's own NUL among them, so it stays within the name.
    private static unsafe bool Equal(char* name, string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (name[i] != text[i])
            {
                return false;
            }
        }
        return name[text.Length] == '\0';
    }
}
