namespace Keelson.Uefi;

public static class MemoryMapErrorText
{
    public static System.ReadOnlySpan<byte> Text(this MemoryMapError error) =>
        error switch
        {
            MemoryMapError.None => "sound"u8,
            MemoryMapError.DescriptorTooSmall => "descriptors of less than 40 bytes"u8,
            MemoryMapError.UnknownVersion => "a descriptor version other than 1"u8,
            MemoryMapError.PartialDescriptor => "a size that is no whole number of descriptors"u8,
            MemoryMapError.Empty => "no descriptors"u8,
            _ => "more bytes than its buffer holds"u8,
        };
}
