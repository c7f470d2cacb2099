using System;
using System.Runtime;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Network;

/// <summary>
/// Pings the gateway of QEMU's user network over the first network card: asks by ARP who it is, and then for an echo.
/// </summary>
internal static class EntryPoint
{
    private const int BufferBytes = 2048;
    private const uint TimeoutMilliseconds = 1000;
    private const int FramesToLookAt = 100;

    private static ReadOnlySpan<byte> Own => [10, 0, 2, 15];
    private static ReadOnlySpan<byte> Gateway => [10, 0, 2, 2];

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "net");
        ReadOnlySpan<nint> handles = system.Boot.FindHandles(SimpleNetworkProtocol.Guid);
        nint card = handles.IsEmpty ? 0 : handles[0];
        system.Boot.FreeHandles(handles);
        if (card == 0)
        {
            EfiApplication.WriteLine($"net: no network card");
            return EfiApplication.End(EfiStatus.NotFound);
        }

        EfiStatus status = SimpleNetwork.Open(system, card, imageHandle, out SimpleNetwork network);
        if (status == EfiStatus.Success)
        {
            Write("net: card", network.Address);
            status = Ping(system, network);
            ShowStatistics(network);
            network.Close(system, card, imageHandle);
        }

        EfiApplication.WriteLine($"net: {status}");
        return EfiApplication.End(status);
    }

    private static EfiStatus Ping(EfiSystem system, SimpleNetwork network)
    {
        EfiStatus status = system.Boot.AllocateBuffer(BufferBytes, out PageBuffer buffer);
        Span<byte> frame = buffer.Bytes;
        Span<byte> mac = stackalloc byte[6];
        if (status == EfiStatus.Success)
        {
            int length = Frames.WriteArpRequest(frame, network.Address, Own, Gateway);
            status = network.Transmit(system.Boot, frame[..length]);
        }

        bool isAnswered = false;
        for (int i = 0; status == EfiStatus.Success && !isAnswered && i < FramesToLookAt; i++)
        {
            status = network.Receive(system.Boot, TimeoutMilliseconds, frame, out int length);
            isAnswered = Frames.TryReadArpReply(frame[..length], Gateway, mac);
        }

        if (isAnswered)
        {
            Write("net: the gateway is", mac);
            int length = Frames.WriteEchoRequest(frame, network.Address, mac, Own, Gateway);
            status = network.Transmit(system.Boot, frame[..length]);
        }

        bool isEchoed = false;
        for (int i = 0; isAnswered && status == EfiStatus.Success && !isEchoed && i < FramesToLookAt; i++)
        {
            status = network.Receive(system.Boot, TimeoutMilliseconds, frame, out int length);
            isEchoed = Frames.IsEchoReply(frame[..length], Gateway);
        }

        system.Boot.FreeBuffer(buffer);
        EfiApplication.WriteLine($"net: the gateway {(isEchoed ? "answers" : "does not answer")}");
        return status == EfiStatus.Success && !isEchoed ? EfiStatus.NoResponse : status;
    }

    private static void ShowStatistics(SimpleNetwork network)
    {
        if (network.GetStatistics(out NetworkStatistics counted) == EfiStatus.Success)
        {
            EfiApplication.WriteLine($"net: {counted.SentFrames} frames sent, {counted.ReceivedFrames} received");
        }
        else
        {
            EfiApplication.WriteLine($"net: the card does not count");
        }
    }

    private static void Write(string what, ReadOnlySpan<byte> address)
    {
        Span<byte> text = stackalloc byte[3 * 6];
        int length = 0;
        for (int i = 0; i < address.Length && i < 6; i++)
        {
            text[length++] = "0123456789abcdef"u8[address[i] >> 4];
            text[length++] = "0123456789abcdef"u8[address[i] & 15];
            text[length++] = (byte)'-';
        }

        EfiApplication.WriteLine($"{what} {text[..Math.Max(0, length - 1)]}");
    }
}
