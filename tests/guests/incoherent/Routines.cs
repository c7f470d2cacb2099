using System.Runtime;
using System.Runtime.CompilerServices;

namespace Keelson.Guests.Incoherent;

/// <summary>Incoherent.S.</summary>
internal static class Routines
{
    [RuntimeImport("*", "Broken1UncachedReadOfDirtyLine")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void UncachedReadOfDirtyLine(ulong line, ulong value);

    [RuntimeImport("*", "Broken2CachedReadOfStaleLine")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void CachedReadOfStaleLine(ulong line, ulong value);

    [RuntimeImport("*", "Broken3UncachedWriteUnderDirtyLine")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void UncachedWriteUnderDirtyLine(ulong line, ulong value);

    [RuntimeImport("*", "Broken4MaintenanceWithoutBarrier")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void MaintenanceWithoutBarrier(ulong line, ulong value);

    [RuntimeImport("*", "Broken4CleanWithoutBarrier")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void CleanWithoutBarrier(ulong line, ulong value);

    [RuntimeImport("*", "Broken5InvalidateOfDirtyLine")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void InvalidateOfDirtyLine(ulong line, ulong value);

    [RuntimeImport("*", "Broken6FetchOfDirtyLine")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void FetchOfDirtyLine(ulong line, ulong instruction);

    [RuntimeImport("*", "Broken7EntryWithTheMmuOn")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void EntryWithTheMmuOn(ulong tree);

    [RuntimeImport("*", "Broken8FetchWithoutInvalidation")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void FetchWithoutInvalidation(ulong line, ulong instruction);

    [RuntimeImport("*", "Broken8FetchWithoutClean")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void FetchWithoutClean(ulong line, ulong instruction);

    [RuntimeImport("*", "Broken9UseWithoutDsb")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void UseWithoutDsb(ulong entry, ulong value, ulong other, ulong address);

    [RuntimeImport("*", "Broken10ChangeWithoutBreak")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ChangeWithoutBreak(ulong entry, ulong value, ulong other, ulong address);

    [RuntimeImport("*", "Broken10MakeWithoutTlbi")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void MakeWithoutTlbi(ulong entry, ulong value, ulong other, ulong address);

    [RuntimeImport("*", "Broken11TlbiWithoutDsb")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void TlbiWithoutDsb(ulong entry, ulong value, ulong other, ulong address);

    [RuntimeImport("*", "Broken11MakeBeforeTlbiIsComplete")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void MakeBeforeTlbiIsComplete(ulong entry, ulong value, ulong other, ulong address);

    [RuntimeImport("*", "Broken11TableWithoutIsb")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void TableWithoutIsb(ulong table, ulong line);

    [RuntimeImport("*", "Broken12TwoMemoryTypes")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void TwoMemoryTypes(ulong entry, ulong value, ulong other, ulong address, ulong frame);

    [RuntimeImport("*", "Broken13ExclusiveToDevice")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ExclusiveToDevice(ulong entry, ulong value, ulong other, ulong address);

    [RuntimeImport("*", "Broken14WriteBackDevice")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteBackDevice(ulong entry, ulong value, ulong other, ulong address);

    [RuntimeImport("*", "Broken18WriteBehindExit")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteBehindExit(ulong page, ulong value);

    [RuntimeImport("*", "Broken18ReadBehindExit")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ReadBehindExit(ulong page);

    [RuntimeImport("*", "Broken18BootServicesBehindExit")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void BootServicesBehindExit();

    /// <summary>Where that lies, alone in its page.</summary>
    [RuntimeImport("*", "GetBootServicesPage")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong BootServicesPage();

    [RuntimeImport("*", "HealthyOwnershipBehindExit")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void HealthyOwnershipBehindExit(ulong firmwares, ulong ours);

    [RuntimeImport("*", "Broken18WriteToTheFirmwaresMemory")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void WriteToTheFirmwaresMemory(ulong page, ulong value);

    [RuntimeImport("*", "Broken18ReadOfNobodysMemory")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void ReadOfNobodysMemory(ulong page);

    [RuntimeImport("*", "Broken18FirmwareExecutesData")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void FirmwareExecutesData();

    /// <summary>Where that lies, alone in its page.</summary>
    [RuntimeImport("*", "GetFirmwarePage")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong FirmwarePage();

    [RuntimeImport("*", "HealthyOwnership")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void HealthyOwnership(ulong firmwares, ulong ours);

    [RuntimeImport("*", "HealthyMaintenance")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void HealthyMaintenance(ulong line, ulong instruction);

    [RuntimeImport("*", "HealthyTables")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void HealthyTables(ulong entry, ulong value, ulong other, ulong address);

    [RuntimeImport("*", "GetIncoherentStart")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong Start();

    [RuntimeImport("*", "GetIncoherentEnd")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong End();

    [RuntimeImport("*", "ReadTestTtbr0")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong Ttbr0();

    [RuntimeImport("*", "ReadTestTcr")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong Tcr();

    [RuntimeImport("*", "ReadTestMair")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern ulong Mair();

    /// <summary>And drops every translation.</summary>
    [RuntimeImport("*", "InstallTestTables")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    public static extern void LoadTtbr0(ulong value);
}
