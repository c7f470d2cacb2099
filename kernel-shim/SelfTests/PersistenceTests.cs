using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.KernelShim.SelfTests;

/// <summary>
/// A variable written in one boot and read in the next: <c>keelson.persist=write</c>, then <c>keelson.persist=read</c>.
/// </summary>
internal static class PersistenceTests
{
    private const string Name = "KeelsonPersistent";
    private const ulong Value = 0x6e6f_736c_6565_6b21;

    // SAFETY: the value is a local of 8 bytes, and the size says so.
    public static unsafe void Run(ref TestBench bench, ref RuntimeClient client)
    {
        ulong value = Value;
        ulong size = sizeof(ulong);
        if (CommandLine.Has(OptionNames.PersistWrite))
        {
            EfiStatus status = client.SetVariable(Name, RuntimeClient.PersistentAttributes, (byte*)&value, size);
            bench.Report.Check(
                status == EfiStatus.Success,
                $"SetVariable of a variable for the next boot returns {status}"
            );
        }
        else if (CommandLine.Has(OptionNames.PersistRead))
        {
            value = 0;
            EfiStatus status = client.GetVariable(Name, out _, (byte*)&value, ref size);
            bench.Report.Check(
                status == EfiStatus.Success && size == sizeof(ulong) && value == Value,
                $"GetVariable of the variable of the previous boot returns {status}, 0x{value:x}"
            );
            client.SetVariable(Name, RuntimeClient.PersistentAttributes, null, 0);
        }
        else
        {
            bench.Report.Skip($"variable persists across reset", "not requested: keelson.persist=write, then =read"u8);
        }
    }
}
