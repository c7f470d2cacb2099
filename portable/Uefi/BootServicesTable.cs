using System.Runtime.InteropServices;

namespace Keelson.Uefi;

/// <summary><c>EFI_BOOT_SERVICES</c> (UEFI 2.10, 4.4): addresses of functions, dead after ExitBootServices.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct BootServicesTable
{
    public const int SizeBytes = 376;

    /// <summary>"BOOTSERV".</summary>
    public const ulong Signature = 0x5652_4553_544f_4f42;

    public TableHeader Header;
    public ulong RaiseTpl;
    public ulong RestoreTpl;
    public ulong AllocatePages;
    public ulong FreePages;
    public ulong GetMemoryMap;
    public ulong AllocatePool;
    public ulong FreePool;
    public ulong CreateEvent;
    public ulong SetTimer;
    public ulong WaitForEvent;
    public ulong SignalEvent;
    public ulong CloseEvent;
    public ulong CheckEvent;
    public ulong InstallProtocolInterface;
    public ulong ReinstallProtocolInterface;
    public ulong UninstallProtocolInterface;
    public ulong HandleProtocol;
    public ulong Reserved;
    public ulong RegisterProtocolNotify;
    public ulong LocateHandle;
    public ulong LocateDevicePath;
    public ulong InstallConfigurationTable;
    public ulong LoadImage;
    public ulong StartImage;
    public ulong Exit;
    public ulong UnloadImage;
    public ulong ExitBootServices;
    public ulong GetNextMonotonicCount;
    public ulong Stall;
    public ulong SetWatchdogTimer;
    public ulong ConnectController;
    public ulong DisconnectController;
    public ulong OpenProtocol;
    public ulong CloseProtocol;
    public ulong OpenProtocolInformation;
    public ulong ProtocolsPerHandle;
    public ulong LocateHandleBuffer;
    public ulong LocateProtocol;
    public ulong InstallMultipleProtocolInterfaces;
    public ulong UninstallMultipleProtocolInterfaces;
    public ulong CalculateCrc32;
    public ulong CopyMem;
    public ulong SetMem;
    public ulong CreateEventEx;
}
