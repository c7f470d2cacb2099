namespace Keelson.Uefi;

public static class MemoryMapErrorText
{
    public static System.ReadOnlySpan<byte> Text(this MemoryMapError error) =>
        error switch
        {
            MemoryMapError.None => "valid"u8,
            MemoryMapError.DescriptorTooSmall => "descriptors of less than 40 bytes"u8,
            MemoryMapError.PartialDescriptor => "a size that is not a multiple of the descriptor size"u8,
            MemoryMapError.Empty => "no descriptors"u8,
            _ => "more bytes than its buffer"u8,
        };
}
