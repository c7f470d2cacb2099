using System.Runtime.CompilerServices;

namespace Keelson.Text;

public ref partial struct TextLine
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(ByteSize size)
    {
        ulong count = size.Bytes;
        int unit = 0;
        for (; unit < 4 && count != 0 && count % 1024 == 0; unit++)
        {
            count /= 1024;
        }

        AppendDecimal(count);
        AppendFormatted(
            unit switch
            {
                0 => " B"u8,
                1 => " KB"u8,
                2 => " MB"u8,
                3 => " GB"u8,
                _ => " TB"u8,
            }
        );
    }
}
