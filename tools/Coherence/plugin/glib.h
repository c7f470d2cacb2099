/*
 * What qemu-plugin.h needs of GLib, in place of its headers, which are in a package of their own. The functions are in
 * the QEMU that loads the plugin. Source: GLib's reference, "Arrays" and "Byte Arrays".
 */
#ifndef KEELSON_GLIB_H
#define KEELSON_GLIB_H

typedef struct { char *data; unsigned int len; } GArray;
typedef struct { unsigned char *data; unsigned int len; } GByteArray;

GByteArray *g_byte_array_new(void);
GByteArray *g_byte_array_set_size(GByteArray *array, unsigned int length);

#endif
