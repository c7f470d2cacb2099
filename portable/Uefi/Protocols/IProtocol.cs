namespace Keelson.Uefi.Protocols;

/// <summary>The interface of a protocol (UEFI 2.10, 2.4), which its identifier goes with.</summary>
public interface IProtocol
{
    static abstract EfiGuid Guid { get; }
}
