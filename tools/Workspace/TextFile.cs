using System.Text;

namespace Keelson.Tools.Workspace;

/// <summary>Text that a person's editor or shell wrote.</summary>
internal static class TextFile
{
    /// <summary>PowerShell 5's redirection writes UTF-16, Notepad a mark in front of UTF-8.</summary>
    public static ReadOnlySpan<byte> ToUtf8(ReadOnlySpan<byte> file) =>
        file switch
        {
            [0xff, 0xfe, ..] => Encoding.UTF8.GetBytes(Encoding.Unicode.GetString(file[2..])),
            [0xfe, 0xff, ..] => Encoding.UTF8.GetBytes(Encoding.BigEndianUnicode.GetString(file[2..])),
            [0xef, 0xbb, 0xbf, ..] => file[3..],
            _ => file,
        };
}
