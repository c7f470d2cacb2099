using System;

namespace Keelson.Uefi;

/// <summary><c>EFI_OPEN_PROTOCOL_*</c> (UEFI 2.10, 7.3.9): how a protocol is opened, and who is told.</summary>
[Flags]
public enum OpenProtocolAttributes : uint
{
    /// <summary><c>BY_HANDLE_PROTOCOL</c>: as HandleProtocol does; nobody keeps account.</summary>
    ByHandleProtocol = 1,

    /// <summary><c>GET_PROTOCOL</c>: to use it for a while; nobody keeps account.</summary>
    GetProtocol = 2,

    /// <summary><c>TEST_PROTOCOL</c>: whether it is there.</summary>
    TestProtocol = 4,

    /// <summary><c>BY_CHILD_CONTROLLER</c>: a bus driver, for a device on its bus.</summary>
    ByChildController = 8,

    /// <summary><c>BY_DRIVER</c>: a driver; it is asked to stop before another may have it.</summary>
    ByDriver = 0x10,

    /// <summary><c>EXCLUSIVE</c>: alone. Drivers that have it are stopped first.</summary>
    Exclusive = 0x20,
}
