using System.Globalization;
using Keelson.Tools.Terminal;
using Spectre.Console;

namespace Keelson.Tools.Bench.Sizes;

/// <summary>Sizes for people.</summary>
internal static class SizeTables
{
    private const int ShownSymbols = 60;
    private const string Growth = "+#,0;-#,0;0";

    /// <param name="before">Null without another build to compare with.</param>
    public static void Print(MeasuredImages now, MeasuredImages? before, SizeDetail detail)
    {
        foreach (ImageParts image in now.Images)
        {
            ImageParts? old = before?.Images.FirstOrDefault(one => one.Name == image.Name);
            Print($"{image.Name}, bytes", image.Parts, "#,0", image.Bytes);
            if (old is not null)
            {
                Print(
                    $"{image.Name} since {before!.Build[..Math.Min(before.Build.Length, 12)]}",
                    image.Since(old),
                    Growth,
                    image.Bytes - old.Bytes
                );
            }

            if (detail == SizeDetail.Symbols)
            {
                Print($"{image.Name}, largest", image.Symbols.Take(ShownSymbols), "#,0", null);
                if (old is not null)
                {
                    Print($"{image.Name}, what grew", image.SymbolsSince(old).Take(ShownSymbols), Growth, null);
                }
            }
        }
    }

    private static void Print(string title, IEnumerable<PartSize> parts, string format, long? sum)
    {
        Table table = new Table().Border(TableBorder.Minimal).AddColumn(Markup.Escape(title));
        foreach (string column in (string[])["text", "data", "together"])
        {
            table.AddColumn(new TableColumn(column).RightAligned());
        }

        foreach (PartSize part in parts)
        {
            table.AddRow(
                Markup.Escape(part.Part),
                Number(part.Text, format),
                Number(part.Data, format),
                part.Total.ToString(format, CultureInfo.InvariantCulture)
            );
        }

        if (sum is { } bytes)
        {
            table.AddRow("the file", "", "", bytes.ToString(format, CultureInfo.InvariantCulture));
        }

        Screen.Write(table);
    }

    private static string Number(long bytes, string format) =>
        bytes == 0 ? "" : bytes.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>How far sizes are taken apart.</summary>
internal enum SizeDetail
{
    Parts,
    Symbols,
}
