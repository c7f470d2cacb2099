using System;
using Keelson.Arch.Arm64;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Efi;

/// <summary>
/// <c>EFI_SIMPLE_NETWORK_PROTOCOL</c> (UEFI 2.10, 24.1): a network card for an application alone. The firmware's own
/// drivers for it are stopped while it is open, as they would take its frames.
/// </summary>
public readonly struct SimpleNetwork
{
    private readonly unsafe SimpleNetworkProtocol* _network;

    // SAFETY: the protocol is the firmware's, until ExitBootServices.
    private unsafe SimpleNetwork(SimpleNetworkProtocol* network) => _network = network;

    /// <summary>
    /// OpenProtocol with EXCLUSIVE, Start, Initialize, and a filter for frames to this card and to all.
    /// </summary>
    /// <param name="handle">One of <see cref="BootServices.FindHandles(EfiGuid)"/>.</param>
    /// <param name="agent">The image that uses it.</param>
    // SAFETY: the firmware gives the protocol of the handle, or none.
    public static unsafe EfiStatus Open(EfiSystem system, nint handle, nint agent, out SimpleNetwork network)
    {
        EfiStatus status = system.Boot.OpenProtocol(
            handle,
            agent,
            0,
            OpenProtocolAttributes.Exclusive,
            out ProtocolInterface<SimpleNetworkProtocol> opened
        );
        network = new SimpleNetwork(opened.Location);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        status = network.Begin();
        if (status != EfiStatus.Success)
        {
            network.Close(system, handle, agent);
        }
        return status;
    }

    /// <summary>Shutdown, Stop and CloseProtocol; the firmware's drivers come back.</summary>
    // SAFETY: no pointer but the protocol's own is handed over.
    public unsafe void Close(EfiSystem system, nint handle, nint agent)
    {
        FirmwareCall.Invoke(_network->Shutdown, _network);
        FirmwareCall.Invoke(_network->Stop, _network);
        system.Boot.CloseProtocol<SimpleNetworkProtocol>(handle, agent, 0);
        system.Boot.ConnectController(handle);
    }

    // SAFETY: the protocol names its mode, which it keeps up to date.
    private unsafe SimpleNetworkMode* Mode => (SimpleNetworkMode*)_network->Mode;

    // SAFETY: as above.
    public unsafe NetworkState State => Mode->State;

    /// <summary>Without the header.</summary>
    // SAFETY: as above.
    public unsafe uint MaximumPacketSizeBytes => Mode->MaximumPacketSizeBytes;

    /// <summary>Whether a cable is plugged in, as far as the card knows.</summary>
    // SAFETY: as above.
    public unsafe bool MediaIsPresent => Mode->KnowsWhetherMediaIsPresent == 0 || Mode->MediaIsPresent != 0;

    /// <summary>Of the card as it is set now: six bytes for Ethernet.</summary>
    // SAFETY: the address lies in the mode, and is as long as that says.
    public unsafe ReadOnlySpan<byte> Address =>
        new(&Mode->CurrentAddress, (int)Math.Min(Mode->HardwareAddressSizeBytes, (uint)sizeof(HardwareAddress)));

    /// <summary>Sends a frame, and waits until the card has read it: a second at most.</summary>
    /// <param name="frame">With its header of 14 bytes.</param>
    // SAFETY: the firmware reads as many bytes as it is told, and none once it has handed back the buffer.
    public unsafe EfiStatus Transmit(BootServices boot, scoped ReadOnlySpan<byte> frame)
    {
        const int Attempts = 10_000;
        const ulong Microseconds = 100;
        fixed (byte* bytes = frame)
        {
            EfiStatus status = FirmwareCall.Invoke(
                _network->Transmit,
                _network,
                0,
                (ulong)frame.Length,
                bytes,
                0,
                0,
                0
            );
            for (int i = 0; status == EfiStatus.Success && i < Attempts; i++)
            {
                byte* done = null;
                status = FirmwareCall.Invoke(_network->GetStatus, _network, 0, &done);
                if (status != EfiStatus.Success || done == bytes)
                {
                    return status;
                }
                boot.Stall(Microseconds);
            }
            return status == EfiStatus.Success ? EfiStatus.Timeout : status;
        }
    }

    /// <summary>Takes a frame that has come, and does not wait for one.</summary>
    /// <param name="buffer">At least the longest packet and its header.</param>
    /// <param name="length">With the header.</param>
    /// <returns><see cref="EfiStatus.NotReady"/> where none has come.</returns>
    // SAFETY: the firmware writes no more than the buffer holds.
    public unsafe EfiStatus Receive(scoped Span<byte> buffer, out int length)
    {
        ulong size = (ulong)buffer.Length;
        EfiStatus status;
        fixed (byte* bytes = buffer)
        {
            status = FirmwareCall.Invoke(_network->Receive, _network, 0, &size, bytes, 0, 0, 0);
        }
        length = status == EfiStatus.Success ? (int)Math.Min(size, (ulong)buffer.Length) : 0;
        return status;
    }

    /// <summary>Waits for a frame, and no longer than it is told.</summary>
    /// <returns><see cref="EfiStatus.Timeout"/> where none came.</returns>
    public EfiStatus Receive(BootServices boot, uint milliseconds, scoped Span<byte> buffer, out int length)
    {
        const uint MicrosecondsAtOnce = 1000;
        EfiStatus status = Receive(buffer, out length);
        // Not every card signals its event.
        for (uint i = 0; status == EfiStatus.NotReady && i < milliseconds; i++)
        {
            boot.Stall(MicrosecondsAtOnce);
            status = Receive(buffer, out length);
        }
        return status == EfiStatus.NotReady ? EfiStatus.Timeout : status;
    }

    /// <summary>What the card has counted.</summary>
    /// <returns><see cref="EfiStatus.Unsupported"/> of one that does not count.</returns>
    // SAFETY: the firmware writes no more than the size of a local.
    public unsafe EfiStatus GetStatistics(out NetworkStatistics statistics)
    {
        NetworkStatistics counted = default;
        ulong size = NetworkStatistics.SizeBytes;
        EfiStatus status = FirmwareCall.Invoke(_network->Statistics, _network, 0, &size, &counted);
        statistics = counted;
        return status;
    }

    /// <summary>ReceiveFilters: which frames come, and no others.</summary>
    // SAFETY: no pointer but the protocol's own is handed over.
    public unsafe EfiStatus SetFilters(NetworkFilters filters)
    {
        NetworkFilters others = Mode->SupportedFilters & ~filters;
        return FirmwareCall.Invoke(_network->ReceiveFilters, _network, (ulong)filters, (ulong)others, 0, 0);
    }

    // SAFETY: no pointer but the protocol's own is handed over.
    private unsafe EfiStatus Begin()
    {
        EfiStatus status = FirmwareCall.Invoke(_network->Start, _network);
        if (status is EfiStatus.Success or EfiStatus.AlreadyStarted)
        {
            status = FirmwareCall.Invoke(_network->Initialize, _network, 0, 0);
        }
        return status == EfiStatus.Success ? SetFilters(NetworkFilters.Unicast | NetworkFilters.Broadcast) : status;
    }
}
